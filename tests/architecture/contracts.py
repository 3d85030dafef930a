"""Import contracts of our own: a new room, file or adapter is covered without being listed."""

from typing import cast

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


def _render(check: ContractCheck) -> None:
    """Print each wrong import."""
    for line in check.metadata["wrong"]:
        output.print_error(f"- {line}", bold=False)


def _inside(module: str, package: str) -> bool:
    return f"{module}.".startswith(f"{package}.")


class PublicFaces(Contract):
    """Every room of the container may be imported from outside through its public files only.

    A room's own files, and tests beside any code, are free.
    """

    type_name = "public_faces"
    container = fields.StringField()
    public = fields.ListField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Find the imports of private files."""
        container, public = str(self.container), set(cast("list[str]", self.public))
        wrong = [
            f"{importer} imports {imported}"
            for room in sorted(graph.find_children(container))
            for imported in sorted(graph.find_descendants(room))
            if imported.removeprefix(f"{room}.").split(".")[0] not in public
            for importer in sorted(graph.find_modules_that_directly_import(imported))
            if not _inside(importer, room) and ".tests." not in f"{importer}."
        ]
        return ContractCheck(kept=not wrong, metadata={"wrong": wrong})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Name each import of a private file."""
        _render(check)


class FoldersApart(Contract):
    """No `container.kind.name` package imports another one, of its own kind or not.

    Single files beside the packages (a kind's shared helpers, the registry) are free.
    """

    type_name = "folders_apart"
    container = fields.StringField()

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Find the imports from one folder into another."""
        folders = [
            package
            for kind in sorted(graph.find_children(str(self.container)))
            for package in ([kind] if "._" in kind else sorted(graph.find_children(kind)))
            if graph.find_children(package)
        ]
        wrong = [
            f"{importer} imports {imported}"
            for folder in folders
            for importer in sorted({folder, *graph.find_descendants(folder)})
            for imported in sorted(graph.find_modules_directly_imported_by(importer))
            if any(_inside(imported, other) for other in folders if other != folder)
        ]
        return ContractCheck(kept=not wrong, metadata={"wrong": wrong})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Name each import across folders."""
        _render(check)
