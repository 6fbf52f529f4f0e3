"""The rules of the centre as versioned data: limits, ladders and categories."""
