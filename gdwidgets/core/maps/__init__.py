"""Many runs by their ends: sweeps, basin maps, sensitivity maps, searches."""
