"""Django glue without business."""
