"""Sources of the browser files; `npm run build` writes dist/."""
