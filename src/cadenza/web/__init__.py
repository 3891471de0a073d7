"""The page shell: answers, forms, op_id, field revisions, reading of files. Knows no room."""
