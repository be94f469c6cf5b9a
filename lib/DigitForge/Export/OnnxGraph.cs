using Google.Protobuf;
using TorchSharp;

namespace DigitForge.Export;

/// <summary>An ONNX graph: nodes, each of which computes a named value from others, and constants.</summary>
/// <remarks>
/// The field numbers are those of github.com/onnx/onnx, onnx/onnx.proto: <c>ModelProto</c>, <c>GraphProto</c>,
/// <c>NodeProto</c>, <c>TensorProto</c> and <c>ValueInfoProto</c>.
/// </remarks>
internal sealed class OnnxGraph
{
    // Operator set 17 was introduced by ONNX 1.12 (2022), whose intermediate representation (IR) has version 8.
    private const int OperatorSet = 17;
    private const int IrVersion = 8;

    private readonly List<Action<CodedOutputStream>> nodes = [];
    private readonly List<Action<CodedOutputStream>> constants = [];

    /// <summary>Adds a node.</summary>
    /// <param name="operation">The operator's name in ONNX.</param>
    /// <param name="output">The name of its output.</param>
    /// <param name="inputs">The names of its inputs; an empty name omits an optional input.</param>
    /// <param name="attributes">Its attributes.</param>
    /// <returns>The output's name.</returns>
    public string Add(string operation, string output, IEnumerable<string> inputs, params IEnumerable<Action<CodedOutputStream>> attributes)
    {
        const int input = 1, result = 2, name = 3, type = 4, attribute = 5;
        nodes.Add(node => node
            .Repeated(inputs, (writer, value) => writer.String(input, value))
            .String(result, output)
            .String(name, output)
            .String(type, operation)
            .Repeated(attributes, (writer, setting) => writer.Message(attribute, setting)));
        return output;
    }

    /// <summary>Adds a constant tensor. Its numbers are copied as float32.</summary>
    /// <returns>Its name.</returns>
    public string Constant(string name, torch.Tensor tensor)
    {
        using var scope = torch.NewDisposeScope();
        byte[] numbers = tensor.detach().to(torch.float32).contiguous().bytes.ToArray();
        return Constant(name, OnnxType.Float, tensor.shape, numbers);
    }

    /// <summary>Adds a constant vector of integers.</summary>
    /// <returns>Its name.</returns>
    public string Constant(string name, params long[] numbers) =>
        Constant(name, OnnxType.Int64, [numbers.Length], [.. numbers.SelectMany(BitConverter.GetBytes)]);

    /// <summary>Adds a constant vector of floats.</summary>
    /// <returns>Its name.</returns>
    public string Constant(string name, params float[] numbers) =>
        Constant(name, OnnxType.Float, [numbers.Length], [.. numbers.SelectMany(BitConverter.GetBytes)]);

    /// <summary>Writes the whole file.</summary>
    /// <param name="name">The model's name.</param>
    /// <param name="inputs">The model's inputs.</param>
    /// <param name="output">The model's output.</param>
    public byte[] ToBytes(string name, IEnumerable<OnnxValue> inputs, OnnxValue output)
    {
        const int irVersion = 1, producer = 2, graph = 7, operatorSets = 8;
        const int operatorSetVersion = 2;
        const int node = 1, graphName = 2, constant = 5, graphInput = 11, graphOutput = 12;
        return ProtobufFields.ToBytes(model => model
            .Integer(irVersion, IrVersion)
            .String(producer, "DigitForge")
            .Message(graph, writer => writer
                .Repeated(nodes, (graph, write) => graph.Message(node, write))
                .String(graphName, name)
                .Repeated(constants, (graph, write) => graph.Message(constant, write))
                .Repeated(inputs, (graph, input) => graph.Message(graphInput, value => Describe(value, input)))
                .Message(graphOutput, value => Describe(value, output)))
            .Message(operatorSets, set => set.Integer(operatorSetVersion, OperatorSet)));
    }

    private string Constant(string name, OnnxType type, IEnumerable<long> shape, byte[] numbers)
    {
        const int size = 1, dataType = 2, tensorName = 8, rawData = 9;
        constants.Add(tensor => tensor
            .Repeated(shape, (writer, length) => writer.Integer(size, length))
            .Integer(dataType, (int)type)
            .String(tensorName, name)
            .Bytes(rawData, numbers));
        return name;
    }

    private static void Describe(CodedOutputStream message, OnnxValue value)
    {
        const int valueName = 1, valueType = 2, tensorType = 1, elementType = 1, tensorShape = 2, dimension = 1, size = 1, sizeName = 2;
        message.String(valueName, value.Name).Message(valueType, type => type.Message(tensorType, tensor => tensor
            .Integer(elementType, (int)value.Type)
            .Message(tensorShape, sizes => sizes.Repeated(value.Shape, (writer, one) => writer.Message(dimension, length =>
                _ = one.Name is { } name ? length.String(sizeName, name) : length.Integer(size, one.Number))))));
    }
}

/// <summary>An input or output of a graph.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">The type of its numbers.</param>
/// <param name="Shape">Its shape.</param>
internal sealed record OnnxValue(string Name, OnnxType Type, params IReadOnlyList<OnnxSize> Shape);

/// <summary>The type of a tensor's numbers, as <c>TensorProto.DataType</c> numbers them.</summary>
internal enum OnnxType
{
    /// <summary>float32.</summary>
    Float = 1,

    /// <summary>int64.</summary>
    Int64 = 7,
}

/// <summary>One size of a shape: a number, or a name that stands for any number.</summary>
internal readonly record struct OnnxSize
{
    /// <summary>The batch size, which may be any number.</summary>
    public static OnnxSize Batch { get; } = Any("batch");

    /// <summary>The number, if there is no name.</summary>
    public long Number { get; init; }

    /// <summary>The name; null for a number.</summary>
    public string? Name { get; init; }

    /// <summary>A size that may be any number.</summary>
    public static OnnxSize Any(string name) => new() { Name = name };

    /// <summary>A size that is a fixed number.</summary>
    public static implicit operator OnnxSize(long number) => new() { Number = number };
}

/// <summary>Creates attributes of a node: messages of the type <c>AttributeProto</c>.</summary>
internal static class OnnxAttribute
{
    private const int Name = 1, FloatValue = 2, IntValue = 3, StringValue = 4, IntsValue = 8, Type = 20;
    private const int FloatType = 1, IntType = 2, StringType = 3, IntsType = 7;

    /// <summary>Creates a float attribute.</summary>
    public static Action<CodedOutputStream> Float(string name, double number) =>
        attribute => attribute.String(Name, name).Float(FloatValue, (float)number).Integer(Type, FloatType);

    /// <summary>Creates an integer attribute.</summary>
    public static Action<CodedOutputStream> Int(string name, long number) =>
        attribute => attribute.String(Name, name).Integer(IntValue, number).Integer(Type, IntType);

    /// <summary>Creates an attribute of several integers.</summary>
    public static Action<CodedOutputStream> Ints(string name, IEnumerable<long> numbers) => attribute => attribute
        .String(Name, name)
        .Repeated(numbers, (writer, number) => writer.Integer(IntsValue, number))
        .Integer(Type, IntsType);

    /// <summary>Creates a string attribute.</summary>
    public static Action<CodedOutputStream> String(string name, string text) =>
        attribute => attribute.String(Name, name).String(StringValue, text).Integer(Type, StringType);
}

/// <summary>Writes the fields of a Protocol Buffers message one after another.</summary>
internal static class ProtobufFields
{
    /// <summary>Writes an integer field.</summary>
    public static CodedOutputStream Integer(this CodedOutputStream message, int field, long number)
    {
        message.WriteTag(field, WireFormat.WireType.Varint);
        message.WriteInt64(number);
        return message;
    }

    /// <summary>Writes a float field.</summary>
    public static CodedOutputStream Float(this CodedOutputStream message, int field, float number)
    {
        message.WriteTag(field, WireFormat.WireType.Fixed32);
        message.WriteFloat(number);
        return message;
    }

    /// <summary>Writes a string field.</summary>
    public static CodedOutputStream String(this CodedOutputStream message, int field, string text)
    {
        message.WriteTag(field, WireFormat.WireType.LengthDelimited);
        message.WriteString(text);
        return message;
    }

    /// <summary>Writes a field of raw bytes, which must not change until the message is written.</summary>
    public static CodedOutputStream Bytes(this CodedOutputStream message, int field, byte[] content)
    {
        message.WriteTag(field, WireFormat.WireType.LengthDelimited);
        message.WriteBytes(UnsafeByteOperations.UnsafeWrap(content));
        return message;
    }

    /// <summary>Writes a field that contains a nested message.</summary>
    public static CodedOutputStream Message(this CodedOutputStream message, int field, Action<CodedOutputStream> write) =>
        message.Bytes(field, ToBytes(write));

    /// <summary>Writes a repeated field: one for each item.</summary>
    public static CodedOutputStream Repeated<T>(this CodedOutputStream message, IEnumerable<T> items, Action<CodedOutputStream, T> write)
    {
        foreach (var item in items)
            write(message, item);
        return message;
    }

    /// <summary>Writes a whole message.</summary>
    public static byte[] ToBytes(Action<CodedOutputStream> write)
    {
        using var bytes = new MemoryStream();
        using (var message = new CodedOutputStream(bytes, leaveOpen: true))
            write(message);
        return bytes.ToArray();
    }
}
