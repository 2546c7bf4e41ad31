"""The words of the wire: marshmallow schemas for every op kind and file shape. It knows neither Flask nor the database."""
