"""The upload doctor: reads a file of geodata in a confined process and says what is in it, wrong with it and mended."""
