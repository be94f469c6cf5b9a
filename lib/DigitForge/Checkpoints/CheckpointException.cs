using DigitForge.Runtime;

namespace DigitForge.Checkpoints;

/// <summary>A file of tensors is missing, damaged, or not the one expected; the message names the file and what was found in it.</summary>
public sealed class CheckpointException(string message, Exception? innerException = null)
    : OneSentenceException(message, innerException);
