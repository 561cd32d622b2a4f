"""What the explorer and the finder load: the engine's programs and the numbers they run on."""
