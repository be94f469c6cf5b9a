using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;
using Shared;
using Xunit;

namespace Notebooks.Tests;

/// <summary>The dev container is well-formed, is ready when an editor opens it, and has the extensions that the folder recommends.</summary>
public sealed class DevContainerTests
{
    private static readonly JsonDocumentOptions WithComments = new() { CommentHandling = JsonCommentHandling.Skip };

    private static readonly JsonSchema Schema = JsonSchema.FromText(File.ReadAllText(RepositoryFolder.File("tests", "Notebooks.Tests", "devcontainer.schema.json")));

    [Fact]
    public void It_keeps_to_the_schema() => Assert.Empty(Violations(Definition()));

    [Theory]
    [InlineData("image", "5", "/image")]
    [InlineData("hostRequirements", """{ "cpus": "2" }""", "/hostRequirements/cpus")]
    [InlineData("hostRequirements", """{ "memory": "4 gigabytes" }""", "/hostRequirements/memory")]
    [InlineData("updateContentCommand", "true", "/updateContentCommand")]
    [InlineData("updatedContentCommand", "\"dotnet build\"", "/updatedContentCommand")]
    [InlineData("customizations", """{ "vscode": { "extensions": "ms-toolsai.jupyter" } }""", "/customizations/vscode/extensions")]
    public void A_wrong_type_or_name_is_noticed(string property, string value, string place)
    {
        var definition = Definition();
        definition[property] = JsonNode.Parse(value);
        Assert.Contains(Violations(definition), violation => violation.StartsWith(place, StringComparison.Ordinal));
    }

    // A prebuilt container keeps the output of this command. The command runs again after the sources have changed.
    [Fact]
    public void It_builds_the_runner_where_a_prebuild_keeps_it()
    {
        Assert.Equal("dotnet build lib/NotebookRunner -c Release", (string?)Definition()["updateContentCommand"]);
        Assert.Null(Definition()["postCreateCommand"]);
    }

    [Fact]
    public void It_has_the_extensions_that_the_folder_recommends()
    {
        string[] recommended = Names(JsonNode.Parse(File.ReadAllText(RepositoryFolder.File(".vscode", "extensions.json")), documentOptions: WithComments)!["recommendations"]!);
        Assert.Equal(recommended, Names(Definition()["customizations"]!["vscode"]!["extensions"]!));
        Assert.Contains("datafication.verso-notebook", recommended);
    }

    // VS Code would truncate long lines on the right.
    [Fact]
    public void Printed_lines_are_wrapped() =>
        Assert.True((bool?)JsonNode.Parse(File.ReadAllText(RepositoryFolder.File(".vscode", "settings.json")), documentOptions: WithComments)!["notebook.output.wordWrap"]);

    [Theory]
    [InlineData("README.md")]
    [InlineData("README.zh-CN.md")]
    public void The_badge_leads_to_no_repository_in_particular_and_its_picture_is_here(string page)
    {
        string text = File.ReadAllText(RepositoryFolder.File(page));
        Assert.Contains("](notebooks/images/open-in-codespaces.svg)](https://github.com/codespaces/new)", text, StringComparison.Ordinal);
        Assert.True(File.Exists(RepositoryFolder.File("notebooks", "images", "open-in-codespaces.svg")));
    }

    private static JsonObject Definition() =>
        JsonNode.Parse(File.ReadAllText(RepositoryFolder.File(".devcontainer", "devcontainer.json")), documentOptions: WithComments)!.AsObject();

    private static string[] Names(JsonNode list) => [.. list.AsArray().Select(name => (string)name!)];

    // The location of each violation, and what is wrong there.
    private static string[] Violations(JsonNode definition)
    {
        var result = Schema.Evaluate(JsonSerializer.SerializeToElement(definition), new EvaluationOptions { OutputFormat = OutputFormat.List });
        return result.IsValid ? [] :
        [
            .. from detail in result.Details ?? []
               from error in detail.Errors ?? []
               select $"{detail.InstanceLocation} {error.Key}: {error.Value}",
        ];
    }
}
