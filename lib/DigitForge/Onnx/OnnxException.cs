using DigitForge.Runtime;

namespace DigitForge.Onnx;

/// <summary>A model cannot be exported; the message names the layer and what was expected.</summary>
public sealed class OnnxException(string message, Exception? innerException = null)
    : OneSentenceException(message, innerException);
