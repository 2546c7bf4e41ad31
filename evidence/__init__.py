"""The store of photographs: taking in, keeping, decoding and deriving renditions of evidence files.
It knows neither people nor rows; who may see a photo is decided by the page that shows it."""
