using System.Text.Json.Nodes;
using NotebookRunner.Pages;
using Xunit;

namespace NotebookRunner.Tests.Pages;

public sealed class MediaTests
{
    [Theory]
    [InlineData("text/plain image/png text/html", "text/html")]
    [InlineData("text/plain image/png image/svg+xml", "image/svg+xml")]
    [InlineData("text/latex text/plain image/jpeg", "image/jpeg")]
    [InlineData("text/latex text/plain", "text/latex")]
    [InlineData("application/json text/plain", "application/json")]
    [InlineData("application/x-own text/plain", "text/plain")]
    [InlineData("application/x-own text/csv", "text/csv")]
    [InlineData("application/x-own", "application/x-own")]
    public void The_richest_type_that_a_page_can_show_is_taken(string types, string best) => Assert.Equal(
        new Media(best, best.ToUpperInvariant()),
        Media.Best(new JsonObject(types.Split(' ').Select(type => KeyValuePair.Create(type, (JsonNode?)type.ToUpperInvariant())))));

    [Fact]
    public void An_output_without_content_has_none()
    {
        Assert.Null(Media.Best([]));
        Assert.Null(Media.Best(null));
    }

    [Theory]
    [InlineData("""["one\n", "two"]""", "one\ntwo")]
    [InlineData("""{"a": 1}""", """{"a":1}""")]
    public void A_text_may_be_a_list_of_lines_and_JSON_itself(string content, string text) =>
        Assert.Equal(text, Media.Best(new JsonObject { ["text/plain"] = JsonNode.Parse(content) })!.Text);

    [Theory]
    [InlineData("AQID", 3)]
    [InlineData("AQ\nI=\r\n", 2)]
    [InlineData("AQ", 1)]
    [InlineData("", 0)]
    [InlineData("A", null)]
    [InlineData("not base64!", null)]
    public void Base64_is_read_as_browsers_do(string text, int? length) => Assert.Equal(length, new Media("image/png", text).Bytes()?.Length);

    [Fact]
    public void A_drawing_comes_without_prolog_and_scripts() => Assert.Equal(
        "<svg xmlns=\"http://www.w3.org/2000/svg\"><circle r=\"1\"></circle></svg>",
        new Media(Media.Svg, "<?xml version=\"1.0\"?><!DOCTYPE svg PUBLIC \"a\" \"b\"><svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"x()\"><script>x()</script><circle r=\"1\" onclick=\"x()\"/></svg>").SvgElement());

    [Theory]
    [InlineData("""{"a":[1,"é"]}""", "{\n  \"a\": [\n    1,\n    \"é\"\n  ]\n}")]
    [InlineData("{not JSON", "{not JSON")]
    public void JSON_is_laid_out(string text, string expected) =>
        Assert.Equal(expected, new Media(Media.Json, text).ReadableJson());
}
