using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NotebookRunner.Documents;
using Xunit;

namespace NotebookRunner.Tests.Kernel;

// They listen to the console, of which a process has one.
[TestClass(DisableParallelization = true)]
public sealed class CSharpKernelTests : IDisposable
{
    private readonly KernelFixture kernel = new();

    public void Dispose() => kernel.Dispose();

    [Fact]
    public async Task A_cell_sees_what_earlier_cells_declared() => Assert.Equal("42", await kernel.ValueAsync(
        "int six = 6; int Times(int a, int b) => a * b;", "class Seven { public int Value => 7; }", "Times(six, new Seven().Value)"));

    [Fact]
    public async Task A_later_cell_may_declare_a_name_again() =>
        Assert.Equal("text", await kernel.ValueAsync("var x = 1;", "var x = \"text\";", "x"));

    [Fact]
    public async Task A_using_line_lasts() =>
        Assert.Equal("notes.txt", await kernel.ValueAsync("using System.IO;", "Path.GetFileName(\"folder/notes.txt\")"));

    [Fact]
    public async Task The_default_usings_are_those_of_the_real_kernel_and_no_more()
    {
        Assert.Equal("3", await kernel.ValueAsync("new List<int> { 1, 2, 3 }.Max()"));
        var error = Assert.Single((await kernel.RunAsync("File.Exists(\"x\")")).OfType<CellError>());
        Assert.Contains("CS0103", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_statement_has_no_value()
    {
        Assert.Empty(await kernel.RunAsync("var x = 1;"));
        Assert.Empty(await kernel.RunAsync("(string)null"));
    }

    [Fact]
    public async Task A_cell_may_await() => Assert.Equal("5", await kernel.ValueAsync("await Task.Delay(1); await Task.FromResult(5)"));

    [Fact]
    public async Task What_is_written_comes_before_the_value()
    {
        var told = await kernel.RunAsync("Console.Write(\"a\"); Console.WriteLine('b'); \"c\"");
        Assert.Equal("ab\n", string.Concat(told.OfType<StreamText>().Select(text => text.Text)));
        Assert.Equal("c", Assert.IsType<ResultData>(told[^1]).Data["text/plain"]);
    }

    [Fact]
    public async Task Display_shows_while_the_cell_runs_and_updates_in_place()
    {
        var told = await kernel.RunAsync("var shown = display(\"first\"); Console.Write(\"-\"); shown.Update(\"second\");");
        var first = Assert.IsType<DisplayedData>(told[0]);
        var second = Assert.IsType<UpdatedData>(told[2]);
        Assert.Equal("first", first.Data["text/plain"]);
        Assert.Equal("second", second.Data["text/plain"]);
        Assert.Equal(first.Id, second.Id);
    }

    [Fact]
    public async Task The_running_cells_context_has_the_real_kernels_name_and_members()
    {
        var told = await kernel.RunAsync(
            "using Microsoft.DotNet.Interactive; KernelInvocationContext.Current.DisplayAs(\"<b>x</b>\", \"text/html\").Update(\"<i>y</i>\");");
        Assert.Equal("<b>x</b>", Assert.IsType<DisplayedData>(told[0]).Data["text/html"]);
        Assert.Equal("<i>y</i>", Assert.IsType<UpdatedData>(told[1]).Data["text/html"]);
    }

    [Fact]
    public async Task A_display_as_last_expression_is_shown_once() =>
        Assert.Single(await kernel.RunAsync("display(1)"));

    [Fact]
    public async Task HTML_is_HTML_and_a_picture_is_a_picture()
    {
        Assert.Equal("<b>x</b>", Assert.IsType<ResultData>(Assert.Single(await kernel.RunAsync("HTML(\"<b>x</b>\")"))).Data["text/html"]);
        var picture = Assert.IsType<DisplayedData>((await kernel.RunAsync("\"iVBORw0=\".DisplayAs(\"image/png\");"))[0]);
        Assert.Equal("iVBORw0=", picture.Data["image/png"]);
    }

    [Fact]
    public async Task A_type_may_name_its_formatter_by_convention()
    {
        await kernel.RunAsync("""
            class TypeFormatterSourceAttribute : Attribute { public Type FormatterSourceType => typeof(Source); }
            class Source { public IEnumerable<object> CreateTypeFormatters() => new object[] { new Formatter() }; }
            class Formatter {
                public string MimeType => "text/html";
                public bool Format(object value, System.IO.TextWriter writer) { writer.Write("<u>shown</u>"); return true; }
            }
            [TypeFormatterSource] class Shown { }
            """);
        var result = Assert.IsType<ResultData>(Assert.Single(await kernel.RunAsync("new Shown()")));
        Assert.Equal("<u>shown</u>", result.Data["text/html"]);
    }

    [Fact]
    public async Task A_list_is_shown_with_its_items_and_a_long_one_is_cut()
    {
        Assert.Equal("[ 1, 2, 3 ]", await kernel.ValueAsync("new[] { 1, 2, 3 }"));
        Assert.EndsWith("19, 20, ... ]", await kernel.ValueAsync("Enumerable.Range(1, 1000)"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cell_that_does_not_compile_says_where_and_the_next_one_runs()
    {
        var told = await kernel.RunAsync("var kept = 1;", "var lost = nonsense;");
        var error = Assert.Single(told.OfType<CellError>());
        Assert.Equal("compilation error", error.Name);
        Assert.StartsWith("(1,12): error CS0103", error.Message, StringComparison.Ordinal);
        Assert.Equal("1", await kernel.ValueAsync("kept"));
    }

    [Fact]
    public async Task A_cell_that_throws_keeps_what_it_had_done_and_names_only_its_own_code()
    {
        var told = await kernel.RunAsync("var before = 0;", "before = 5; throw new InvalidOperationException(\"no\");");
        var error = Assert.Single(told.OfType<CellError>());
        Assert.Equal(("System.InvalidOperationException", "no"), (error.Name, error.Message));
        Assert.DoesNotContain(error.Trace, line => line.Contains("Microsoft.CodeAnalysis", StringComparison.Ordinal));
        Assert.Equal("5", await kernel.ValueAsync("before"));
    }

    [Fact]
    public async Task An_exception_that_tells_its_mistake_in_one_sentence_has_no_trace()
    {
        await kernel.RunAsync("class Mistake : Exception { public override string ToString() => \"One sentence.\"; }");
        var error = Assert.Single((await kernel.RunAsync("throw new Mistake();")).OfType<CellError>());
        Assert.Equal(["One sentence."], error.Trace);
    }

    [Fact]
    public async Task A_value_that_cannot_be_shown_is_the_cells_failure()
    {
        await kernel.RunAsync("class Shy { public override string ToString() => throw new InvalidOperationException(\"no\"); }");
        Assert.Equal("no", Assert.Single((await kernel.RunAsync("new Shy()")).OfType<CellError>()).Message);
        Assert.Equal("2", await kernel.ValueAsync("1 + 1"));
    }

    [Fact]
    public async Task A_warning_goes_to_standard_error()
    {
        var told = await kernel.RunAsync("Task.Delay(1); var x = 1;");
        Assert.Equal("stderr", Assert.Single(told.OfType<StreamText>()).Name);
    }

    [Fact]
    public async Task A_reference_is_found_from_the_notebooks_folder()
    {
        WriteLibrary(kernel.Folder.File("sub/Greeter.dll"), "public static class Greeter { public static string Hello => \"hello\"; }");
        Assert.Equal("hello", await kernel.ValueAsync("#r \"sub/Greeter.dll\"\nGreeter.Hello", "Greeter.Hello"));
    }

    [Fact]
    public async Task A_missing_reference_is_named()
    {
        var error = Assert.Single((await kernel.RunAsync("#r \"nowhere/Missing.dll\"")).OfType<CellError>());
        Assert.Contains("nowhere/Missing.dll", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_is_loaded_from_the_notebooks_folder()
    {
        File.WriteAllText(kernel.Folder.File("part.csx"), "int FromScript() => 11;");
        Assert.Equal("11", await kernel.ValueAsync("#load \"part.csx\"", "FromScript()"));
    }

    [Fact]
    public async Task An_unknown_magic_command_is_named_and_csharp_is_taken_for_granted()
    {
        var error = Assert.Single((await kernel.RunAsync("#!fsharp\nlet x = 1")).OfType<CellError>());
        Assert.Contains("'#!fsharp'", error.Message, StringComparison.Ordinal);
        Assert.Equal("2", await kernel.ValueAsync("#!csharp\n1 + 1"));
    }

    [Fact]
    public async Task A_package_is_really_restored()
    {
        // A package that this project itself is built with, so that it can be had wherever this test can be built.
        Assert.Contains("<em>real</em>", await kernel.ValueAsync("#r \"nuget: Markdig, 1.6.0\"", "Markdig.Markdown.ToHtml(\"*real*\")"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_package_that_no_source_has_is_named()
    {
        var error = Assert.Single((await kernel.RunAsync("#r \"nuget: DigitForge.No.Such.Package, 9.9.9\"")).OfType<CellError>());
        Assert.StartsWith("The package source cannot supply DigitForge.No.Such.Package 9.9.9: ", error.Message, StringComparison.Ordinal);
    }

    private static void WriteLibrary(string path, string source)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var compilation = CSharpCompilation.Create(
            Path.GetFileNameWithoutExtension(path),
            [CSharpSyntaxTree.ParseText(source)],
            [MetadataReference.CreateFromFile(typeof(object).Assembly.Location)],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        Assert.True(compilation.Emit(path).Success);
    }
}
