"""Operations: what whoever runs the server needs: health, measures, logs, and the guards before every route."""
