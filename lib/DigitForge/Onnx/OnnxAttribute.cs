namespace DigitForge.Onnx;

/// <summary>The settings of an operation: messages of the type <c>AttributeProto</c>.</summary>
internal static class OnnxAttribute
{
    private const int Name = 1, FloatValue = 2, WholeValue = 3, TextValue = 4, WholesValue = 8, Type = 20;
    private const int FloatType = 1, WholeType = 2, TextType = 3, WholesType = 7;

    /// <summary>A float.</summary>
    public static Action<ProtobufWriter> Float(string name, double number) =>
        attribute => attribute.Text(Name, name).Float(FloatValue, (float)number).Whole(Type, FloatType);

    /// <summary>A whole number.</summary>
    public static Action<ProtobufWriter> Whole(string name, long number) =>
        attribute => attribute.Text(Name, name).Whole(WholeValue, number).Whole(Type, WholeType);

    /// <summary>Whole numbers.</summary>
    public static Action<ProtobufWriter> Wholes(string name, IEnumerable<long> numbers) => attribute => attribute
        .Text(Name, name)
        .Each(numbers, (writer, number) => writer.Whole(WholesValue, number))
        .Whole(Type, WholesType);

    /// <summary>A text.</summary>
    public static Action<ProtobufWriter> Text(string name, string text) =>
        attribute => attribute.Text(Name, name).Text(TextValue, text).Whole(Type, TextType);
}
