using DigitForge.Runtime;

namespace DigitForge.Data;

/// <summary>A data file is missing, damaged or not the one expected; the message names the file and what was found in it.</summary>
public sealed class DataFileException(string message, Exception? innerException = null)
    : OneSentenceException(message, innerException);
