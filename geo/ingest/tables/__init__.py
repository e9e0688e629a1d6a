"""Tables: texts, workbooks and dBASE, their headings, and the columns and cells that hold places."""
