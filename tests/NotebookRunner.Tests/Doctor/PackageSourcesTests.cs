using System.Net;
using System.Net.Sockets;
using NotebookRunner.Doctor;
using Xunit;

namespace NotebookRunner.Tests.Doctor;

public sealed class PackageSourcesTests
{
    [Fact]
    public void Sources_that_are_disabled_are_left_out() => Assert.Equal(
        ["https://example.org/v3/index.json", "/media/stick/my packages"],
        PackageSources.Enabled("E https://example.org/v3/index.json\nD https://example.com/v3/index.json\r\nEU /media/stick/my packages\n"));

    [Theory]
    [InlineData("200 OK", "\u2714 Package source: {0}")]
    [InlineData("404 Not Found", "! Package source: {0} cannot be reached (it answers 404)")]
    [InlineData(null, "! Package source: {0} cannot be reached (no answer within 1 seconds)")]
    public async Task An_address_is_asked(string? answer, string expected)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(answer is null ? 1 : 30) };
        string source = $"http://{listener.LocalEndpoint}/index.json";

        var looking = PackageSources.CheckAsync(client, source);
        using var connection = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        if (answer is not null)
        {
            await using var stream = connection.GetStream();
            using var reader = new StreamReader(stream, leaveOpen: true);
            while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { Length: > 0 })
            {
                // The request's head ends with an empty line.
            }

            await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes($"HTTP/1.1 {answer}\r\nContent-Length: 0\r\n\r\n"), TestContext.Current.CancellationToken);
        }

        Assert.StartsWith(string.Format(null, expected, source), (await looking).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_where_nobody_listens_cannot_be_reached()
    {
        int port;
        using (var listener = new TcpListener(IPAddress.Loopback, 0))
        {
            listener.Start();
            port = ((IPEndPoint)listener.LocalEndpoint).Port;
        }

        using var client = new HttpClient();
        var finding = await PackageSources.CheckAsync(client, $"http://127.0.0.1:{port}/index.json");
        Assert.Equal(Mark.Warning, finding.Mark);
        Assert.Contains($"http://127.0.0.1:{port}/index.json cannot be reached (", finding.Text, StringComparison.Ordinal);
    }
}
