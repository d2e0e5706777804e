"""From the name of a jail or prison, as ICE writes it, to a county and a keeper."""
