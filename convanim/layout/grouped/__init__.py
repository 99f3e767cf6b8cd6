"""The layout of grouped, depthwise and separable convolutions, alone and beside a standard layer."""
