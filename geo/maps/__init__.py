"""Maps: what the browser draws and how. Builds folium maps and the JSON that our map script fetches."""
