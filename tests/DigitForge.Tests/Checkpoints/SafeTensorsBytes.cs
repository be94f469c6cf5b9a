using System.Buffers.Binary;
using System.Text;

namespace DigitForge.Tests.Checkpoints;

/// <summary>Safetensors files made by hand, valid and invalid.</summary>
internal static class SafeTensorsBytes
{
    /// <summary>A file with this header, followed by this number of bytes.</summary>
    public static byte[] Build(string header, int dataLength) => Build(Encoding.UTF8.GetBytes(header), dataLength);

    public static byte[] Build(byte[] header, int dataLength)
    {
        var file = new byte[8 + header.Length + dataLength];
        BinaryPrimitives.WriteInt64LittleEndian(file, header.Length);
        header.CopyTo(file, 8);
        return file;
    }

    /// <summary>One entry of a header.</summary>
    public static string Entry(string name, string type, string shape, int begin, int end) =>
        $$"""{{Quoted(name)}}:{"dtype":"{{type}}","shape":[{{shape}}],"data_offsets":[{{begin}},{{end}}]}""";

    private static string Quoted(string name) => $"\"{name}\"";
}
