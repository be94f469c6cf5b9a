using Google.Protobuf;
using TorchSharp;

namespace DigitForge.Export;

/// <summary>An ONNX graph: nodes, each of which computes a named value from others, and the constants among those values.</summary>
/// <remarks>
/// The numbers of the fields are those of github.com/onnx/onnx, onnx/onnx.proto: <c>ModelProto</c>, <c>GraphProto</c>,
/// <c>NodeProto</c>, <c>TensorProto</c> and <c>ValueInfoProto</c>.
/// </remarks>
internal sealed class OnnxGraph
{
    // Operator set 17 came with ONNX 1.12 (2022), whose intermediate representation (IR) has version 8.
    private const int OperatorSet = 17;
    private const int IrVersion = 8;

    private const int FloatType = 1;
    private const int Int64Type = 7;

    private readonly List<Action<CodedOutputStream>> nodes = [];
    private readonly List<Action<CodedOutputStream>> constants = [];

    /// <summary>Adds a node.</summary>
    /// <param name="operation">The operator's name in ONNX.</param>
    /// <param name="output">The name of its output.</param>
    /// <param name="inputs">The names of its inputs; an empty one stands for an optional input that is left out.</param>
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

    /// <summary>Adds a constant tensor; its numbers are copied as float32.</summary>
    /// <returns>Its name.</returns>
    public string Constant(string name, torch.Tensor tensor)
    {
        using var scope = torch.NewDisposeScope();
        byte[] numbers = tensor.detach().to(torch.float32).contiguous().bytes.ToArray();
        return Constant(name, FloatType, tensor.shape, numbers);
    }

    /// <summary>Adds a constant vector of integers.</summary>
    /// <returns>Its name.</returns>
    public string Constant(string name, params long[] numbers) =>
        Constant(name, Int64Type, [numbers.Length], [.. numbers.SelectMany(BitConverter.GetBytes)]);

    /// <summary>Adds a constant vector of floats.</summary>
    /// <returns>Its name.</returns>
    public string Constant(string name, params float[] numbers) =>
        Constant(name, FloatType, [numbers.Length], [.. numbers.SelectMany(BitConverter.GetBytes)]);

    /// <summary>The whole file.</summary>
    /// <param name="name">The model's name.</param>
    /// <param name="input">The name and shape of what goes in, without the batch dimension.</param>
    /// <param name="output">The name and shape of what comes out, without the batch dimension.</param>
    public byte[] ToBytes(string name, (string Name, long[] Shape) input, (string Name, long[] Shape) output)
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
                .Message(graphInput, value => Describe(value, input.Name, input.Shape))
                .Message(graphOutput, value => Describe(value, output.Name, output.Shape)))
            .Message(operatorSets, set => set.Integer(operatorSetVersion, OperatorSet)));
    }

    private string Constant(string name, int type, IEnumerable<long> shape, byte[] numbers)
    {
        const int size = 1, dataType = 2, tensorName = 8, rawData = 9;
        constants.Add(tensor => tensor
            .Repeated(shape, (writer, length) => writer.Integer(size, length))
            .Integer(dataType, type)
            .String(tensorName, name)
            .Bytes(rawData, numbers));
        return name;
    }

    // The batch has a name in place of a number: any size will do.
    private static void Describe(CodedOutputStream value, string name, IEnumerable<long> shape)
    {
        const int valueName = 1, valueType = 2, tensorType = 1, elementType = 1, tensorShape = 2, dimension = 1, size = 1, sizeName = 2;
        value.String(valueName, name).Message(valueType, type => type.Message(tensorType, tensor => tensor
            .Integer(elementType, FloatType)
            .Message(tensorShape, sizes => sizes
                .Message(dimension, batch => batch.String(sizeName, "batch"))
                .Repeated(shape, (writer, length) => writer.Message(dimension, one => one.Integer(size, length))))));
    }
}

/// <summary>The attributes of a node: messages of the type <c>AttributeProto</c>.</summary>
internal static class OnnxAttribute
{
    private const int Name = 1, FloatValue = 2, IntValue = 3, StringValue = 4, IntsValue = 8, Type = 20;
    private const int FloatType = 1, IntType = 2, StringType = 3, IntsType = 7;

    /// <summary>A float.</summary>
    public static Action<CodedOutputStream> Float(string name, double number) =>
        attribute => attribute.String(Name, name).Float(FloatValue, (float)number).Integer(Type, FloatType);

    /// <summary>An integer.</summary>
    public static Action<CodedOutputStream> Int(string name, long number) =>
        attribute => attribute.String(Name, name).Integer(IntValue, number).Integer(Type, IntType);

    /// <summary>Integers.</summary>
    public static Action<CodedOutputStream> Ints(string name, IEnumerable<long> numbers) => attribute => attribute
        .String(Name, name)
        .Repeated(numbers, (writer, number) => writer.Integer(IntsValue, number))
        .Integer(Type, IntsType);

    /// <summary>A string.</summary>
    public static Action<CodedOutputStream> String(string name, string text) =>
        attribute => attribute.String(Name, name).String(StringValue, text).Integer(Type, StringType);
}

/// <summary>Writes the fields of a Protocol Buffers message one after another.</summary>
internal static class ProtobufFields
{
    /// <summary>A field with an integer.</summary>
    public static CodedOutputStream Integer(this CodedOutputStream message, int field, long number)
    {
        message.WriteTag(field, WireFormat.WireType.Varint);
        message.WriteInt64(number);
        return message;
    }

    /// <summary>A field with a float.</summary>
    public static CodedOutputStream Float(this CodedOutputStream message, int field, float number)
    {
        message.WriteTag(field, WireFormat.WireType.Fixed32);
        message.WriteFloat(number);
        return message;
    }

    /// <summary>A field with a string.</summary>
    public static CodedOutputStream String(this CodedOutputStream message, int field, string text)
    {
        message.WriteTag(field, WireFormat.WireType.LengthDelimited);
        message.WriteString(text);
        return message;
    }

    /// <summary>A field with raw bytes, which must not change until the message is written.</summary>
    public static CodedOutputStream Bytes(this CodedOutputStream message, int field, byte[] content)
    {
        message.WriteTag(field, WireFormat.WireType.LengthDelimited);
        message.WriteBytes(UnsafeByteOperations.UnsafeWrap(content));
        return message;
    }

    /// <summary>A field with a message of its own.</summary>
    public static CodedOutputStream Message(this CodedOutputStream message, int field, Action<CodedOutputStream> write) =>
        message.Bytes(field, ToBytes(write));

    /// <summary>A repeated field: one for each item.</summary>
    public static CodedOutputStream Repeated<T>(this CodedOutputStream message, IEnumerable<T> items, Action<CodedOutputStream, T> write)
    {
        foreach (var item in items)
            write(message, item);
        return message;
    }

    /// <summary>A whole message.</summary>
    public static byte[] ToBytes(Action<CodedOutputStream> write)
    {
        using var bytes = new MemoryStream();
        using (var message = new CodedOutputStream(bytes, leaveOpen: true))
            write(message);
        return bytes.ToArray();
    }
}
