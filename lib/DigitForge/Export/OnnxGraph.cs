using Google.Protobuf;
using TorchSharp;

namespace DigitForge.Export;

/// <summary>A model as ONNX has it: operations, each of which turns named values into another, and the constants among those values.</summary>
/// <remarks>
/// The numbers of the fields are those of github.com/onnx/onnx, onnx/onnx.proto: <c>ModelProto</c>, <c>GraphProto</c>,
/// <c>NodeProto</c>, <c>TensorProto</c> and <c>ValueInfoProto</c>.
/// </remarks>
internal sealed class OnnxGraph
{
    // Operator set 17 came with ONNX 1.12 (2022), whose files are of version 8.
    private const int OperatorSet = 17;
    private const int FileVersion = 8;

    private const int FloatType = 1;
    private const int Int64Type = 7;

    private readonly List<Action<CodedOutputStream>> nodes = [];
    private readonly List<Action<CodedOutputStream>> constants = [];

    /// <summary>Adds an operation.</summary>
    /// <param name="operation">What it does, by ONNX's name for it.</param>
    /// <param name="output">The name of what it gives.</param>
    /// <param name="inputs">The names of what it takes; an empty one stands for an optional input that is left out.</param>
    /// <param name="attributes">Its settings.</param>
    /// <returns>The output's name.</returns>
    public string Add(string operation, string output, IEnumerable<string> inputs, params IEnumerable<Action<CodedOutputStream>> attributes)
    {
        const int input = 1, result = 2, name = 3, type = 4, attribute = 5;
        nodes.Add(node => node
            .Each(inputs, (writer, value) => writer.Text(input, value))
            .Text(result, output)
            .Text(name, output)
            .Text(type, operation)
            .Each(attributes, (writer, setting) => writer.Message(attribute, setting)));
        return output;
    }

    /// <summary>Adds a constant tensor; its numbers are copied as float32.</summary>
    /// <returns>Its name.</returns>
    public string Constant(string name, torch.Tensor tensor)
    {
        using var scope = torch.NewDisposeScope();
        byte[] numbers = tensor.detach().to(torch.float32).cpu().contiguous().bytes.ToArray();
        return Constant(name, FloatType, tensor.shape, numbers);
    }

    /// <summary>Adds a constant row of whole numbers.</summary>
    /// <returns>Its name.</returns>
    public string Constant(string name, params long[] numbers) =>
        Constant(name, Int64Type, [numbers.Length], [.. numbers.SelectMany(BitConverter.GetBytes)]);

    /// <summary>Adds a constant row of floats.</summary>
    /// <returns>Its name.</returns>
    public string Constant(string name, params float[] numbers) =>
        Constant(name, FloatType, [numbers.Length], [.. numbers.SelectMany(BitConverter.GetBytes)]);

    /// <summary>The whole file.</summary>
    /// <param name="name">The model's name.</param>
    /// <param name="input">The name and shape of what goes in, without the batch dimension.</param>
    /// <param name="output">The name and shape of what comes out, without the batch dimension.</param>
    public byte[] ToBytes(string name, (string Name, long[] Shape) input, (string Name, long[] Shape) output)
    {
        const int fileVersion = 1, producer = 2, graph = 7, operatorSets = 8;
        const int operatorSetVersion = 2;
        const int node = 1, graphName = 2, constant = 5, graphInput = 11, graphOutput = 12;
        return ProtobufFields.ToBytes(model => model
            .Whole(fileVersion, FileVersion)
            .Text(producer, "DigitForge")
            .Message(graph, writer => writer
                .Each(nodes, (graph, write) => graph.Message(node, write))
                .Text(graphName, name)
                .Each(constants, (graph, write) => graph.Message(constant, write))
                .Message(graphInput, value => Describe(value, input.Name, input.Shape))
                .Message(graphOutput, value => Describe(value, output.Name, output.Shape)))
            .Message(operatorSets, set => set.Whole(operatorSetVersion, OperatorSet)));
    }

    private string Constant(string name, int type, IEnumerable<long> shape, byte[] numbers)
    {
        const int size = 1, dataType = 2, tensorName = 8, rawData = 9;
        constants.Add(tensor => tensor
            .Each(shape, (writer, length) => writer.Whole(size, length))
            .Whole(dataType, type)
            .Text(tensorName, name)
            .Bytes(rawData, numbers));
        return name;
    }

    // The batch has a name in place of a number: any size will do.
    private static void Describe(CodedOutputStream value, string name, IEnumerable<long> shape)
    {
        const int valueName = 1, valueType = 2, tensorType = 1, elementType = 1, tensorShape = 2, dimension = 1, size = 1, sizeName = 2;
        value.Text(valueName, name).Message(valueType, type => type.Message(tensorType, tensor => tensor
            .Whole(elementType, FloatType)
            .Message(tensorShape, sizes => sizes
                .Message(dimension, batch => batch.Text(sizeName, "batch"))
                .Each(shape, (writer, length) => writer.Message(dimension, one => one.Whole(size, length))))));
    }
}

/// <summary>The settings of an operation: messages of the type <c>AttributeProto</c>.</summary>
internal static class OnnxAttribute
{
    private const int Name = 1, FloatValue = 2, WholeValue = 3, TextValue = 4, WholesValue = 8, Type = 20;
    private const int FloatType = 1, WholeType = 2, TextType = 3, WholesType = 7;

    /// <summary>A float.</summary>
    public static Action<CodedOutputStream> Float(string name, double number) =>
        attribute => attribute.Text(Name, name).Float(FloatValue, (float)number).Whole(Type, FloatType);

    /// <summary>A whole number.</summary>
    public static Action<CodedOutputStream> Whole(string name, long number) =>
        attribute => attribute.Text(Name, name).Whole(WholeValue, number).Whole(Type, WholeType);

    /// <summary>Whole numbers.</summary>
    public static Action<CodedOutputStream> Wholes(string name, IEnumerable<long> numbers) => attribute => attribute
        .Text(Name, name)
        .Each(numbers, (writer, number) => writer.Whole(WholesValue, number))
        .Whole(Type, WholesType);

    /// <summary>A text.</summary>
    public static Action<CodedOutputStream> Text(string name, string text) =>
        attribute => attribute.Text(Name, name).Text(TextValue, text).Whole(Type, TextType);
}

/// <summary>Writes the fields of a Protocol Buffers message one after another.</summary>
internal static class ProtobufFields
{
    /// <summary>A field with a whole number.</summary>
    public static CodedOutputStream Whole(this CodedOutputStream message, int field, long number)
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

    /// <summary>A field with a text.</summary>
    public static CodedOutputStream Text(this CodedOutputStream message, int field, string text)
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
    public static CodedOutputStream Each<T>(this CodedOutputStream message, IEnumerable<T> items, Action<CodedOutputStream, T> write)
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
