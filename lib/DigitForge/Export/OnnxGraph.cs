using System.Buffers;
using System.Buffers.Binary;
using System.Text;
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

    private readonly List<Action<ProtobufWriter>> nodes = [];
    private readonly List<Action<ProtobufWriter>> constants = [];

    /// <summary>Adds an operation.</summary>
    /// <param name="operation">What it does, by ONNX's name for it.</param>
    /// <param name="output">The name of what it gives.</param>
    /// <param name="inputs">The names of what it takes; an empty one stands for an optional input that is left out.</param>
    /// <param name="attributes">Its settings.</param>
    /// <returns>The output's name.</returns>
    public string Add(string operation, string output, IEnumerable<string> inputs, params IEnumerable<Action<ProtobufWriter>> attributes)
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
        return new ProtobufWriter()
            .Whole(fileVersion, FileVersion)
            .Text(producer, "DigitForge")
            .Message(graph, writer => writer
                .Each(nodes, (graph, write) => graph.Message(node, write))
                .Text(graphName, name)
                .Each(constants, (graph, write) => graph.Message(constant, write))
                .Message(graphInput, value => Describe(value, input.Name, input.Shape))
                .Message(graphOutput, value => Describe(value, output.Name, output.Shape)))
            .Message(operatorSets, set => set.Whole(operatorSetVersion, OperatorSet))
            .ToBytes();
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
    private static void Describe(ProtobufWriter value, string name, IEnumerable<long> shape)
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

/// <summary>Writes a message of Protocol Buffers: numbered fields, one after another.</summary>
/// <remarks>
/// The wire format (protobuf.dev/programming-guides/encoding): before each field stands a tag, its number and the kind of what
/// follows. It is so small that a package for it would be more to read than this.
/// </remarks>
internal sealed class ProtobufWriter
{
    private const int VarintKind = 0;
    private const int LengthKind = 2;
    private const int FourBytesKind = 5;

    // Seven bits a byte; the eighth says that more follow.
    private const int VarintBits = 7;
    private const ulong VarintLimit = 1UL << VarintBits;

    private readonly ArrayBufferWriter<byte> bytes = new();

    /// <summary>A field with a whole number.</summary>
    public ProtobufWriter Whole(int field, long number)
    {
        Tag(field, VarintKind);
        Varint((ulong)number);
        return this;
    }

    /// <summary>A field with a float.</summary>
    public ProtobufWriter Float(int field, float number)
    {
        Tag(field, FourBytesKind);
        Span<byte> four = stackalloc byte[sizeof(float)];
        BinaryPrimitives.WriteSingleLittleEndian(four, number);
        bytes.Write(four);
        return this;
    }

    /// <summary>A field with a text.</summary>
    public ProtobufWriter Text(int field, string text) => Bytes(field, Encoding.UTF8.GetBytes(text));

    /// <summary>A field with raw bytes.</summary>
    public ProtobufWriter Bytes(int field, ReadOnlySpan<byte> content)
    {
        Tag(field, LengthKind);
        Varint((ulong)content.Length);
        bytes.Write(content);
        return this;
    }

    /// <summary>A field with a message of its own.</summary>
    public ProtobufWriter Message(int field, Action<ProtobufWriter> write)
    {
        var message = new ProtobufWriter();
        write(message);
        return Bytes(field, message.ToBytes());
    }

    /// <summary>A field that may stand there many times, once for each item.</summary>
    public ProtobufWriter Each<T>(IEnumerable<T> items, Action<ProtobufWriter, T> write)
    {
        foreach (var item in items)
            write(this, item);
        return this;
    }

    /// <summary>The message.</summary>
    public byte[] ToBytes() => bytes.WrittenSpan.ToArray();

    private void Tag(int field, int kind) => Varint((ulong)((field << 3) | kind));

    private void Varint(ulong number)
    {
        for (; number >= VarintLimit; number >>= VarintBits)
            bytes.Write([(byte)(number | VarintLimit)]);
        bytes.Write([(byte)number]);
    }
}
