"""What the server does: pure steps on the world, without any wire."""
