using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NotebookRunner.Documents;
using Xunit;

namespace NotebookRunner.Tests.Kernel;

// They listen to the console, of which a process has one.
[TestClass(DisableParallelization = true)]
public sealed class NotebookKernelTests : IDisposable
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
    public async Task A_statement_has_no_value_and_null_is_one()
    {
        Assert.Empty(await kernel.RunAsync("var x = 1;"));
        Assert.Equal("<null>", await kernel.ValueAsync("(string)null"));
    }

    [Fact]
    public async Task A_cell_may_await() => Assert.Equal("5", await kernel.ValueAsync("await Task.Delay(1); await Task.FromResult(5)"));

    [Fact]
    public async Task What_is_written_comes_before_the_value()
    {
        var sent = await kernel.RunAsync("Console.Write(\"a\"); Console.WriteLine('b'); \"c\"");
        Assert.Equal("ab\n", string.Concat(sent.OfType<StreamText>().Select(text => text.Text)));
        Assert.Equal("c", KernelFixture.Text(Assert.IsType<ResultData>(sent[^1]).Data));
    }

    [Fact]
    public async Task A_display_of_the_running_cell_updates_in_place_in_a_later_cell_too()
    {
        var first = Assert.IsType<DisplayedData>(Assert.Single(await kernel.RunAsync(
            "using Microsoft.DotNet.Interactive;\nvar shown = KernelInvocationContext.Current.Display(\"first\", \"text/plain\");")));
        var second = Assert.IsType<UpdatedData>(Assert.Single(await kernel.RunAsync("shown.Update(\"second\");")));
        Assert.Equal(("first", "second"), (KernelFixture.Text(first.Data), KernelFixture.Text(second.Data)));
        Assert.Equal(first.Id, second.Id);
    }

    // What notebooks must not use: should the kernel be repaired, this test says so.
    [Fact]
    public async Task A_display_by_its_short_name_is_updated_under_another_id()
    {
        var sent = await kernel.RunAsync("display(\"first\").Update(\"second\");");
        Assert.NotEqual(Assert.IsType<DisplayedData>(sent[0]).Id, Assert.IsType<UpdatedData>(sent[1]).Id);
    }

    [Fact]
    public async Task A_display_as_last_expression_is_shown_once() =>
        Assert.Single(await kernel.RunAsync("display(1)"));

    [Fact]
    public async Task HTML_is_HTML_and_a_picture_is_a_picture()
    {
        Assert.Equal("<b>x</b>", Assert.Single((await kernel.RunAsync("HTML(\"<b>x</b>\")")).OfType<ResultData>()).Data["text/html"]);
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
        Assert.EndsWith("19 ... (980 more) ]", await kernel.ValueAsync("Enumerable.Range(0, 1000)"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("var list = new List<object>(); list.Add(list); list")]
    [InlineData("var pair = new object[2]; pair[0] = pair; pair[1] = pair; pair")]
    [InlineData("class Tree : IEnumerable<Tree> { public IEnumerator<Tree> GetEnumerator() { yield return this; } IEnumerator IEnumerable.GetEnumerator() => GetEnumerator(); }\nnew Tree()")]
    [InlineData("class Deep : IEnumerable<Deep> { public IEnumerator<Deep> GetEnumerator() { yield return new Deep(); } IEnumerator IEnumerable.GetEnumerator() => GetEnumerator(); }\nnew Deep()")]
    public async Task A_value_that_contains_itself_is_shown_down_to_a_few_levels(string cell)
    {
        string? text = await kernel.ValueAsync(cell);
        Assert.StartsWith("[ [ [ [ ... ]", text, StringComparison.Ordinal);
        Assert.EndsWith("(it contains itself, so only its first levels are shown)", text, StringComparison.Ordinal);
        Assert.InRange(text!.Length, 1, 500);
    }

    [Fact]
    public async Task Values_that_only_nest_are_shown_by_the_kernels_own_formatters()
    {
        Assert.Contains("[ 0 ]", await kernel.ValueAsync("new object[] { new[] { 0 }, \"a\" }"), StringComparison.Ordinal);
        Assert.Contains("two", await kernel.ValueAsync("new Dictionary<string, int[]> { [\"two\"] = [2] }"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cell_that_is_asked_to_stop_may_show_how_far_it_came()
    {
        var sent = await kernel.StopAsync("""
            using Microsoft.DotNet.Interactive;
            Console.Write("begins");
            KernelInvocationContext.Current.CancellationToken.WaitHandle.WaitOne();
            Console.Write(", saved");
            KernelInvocationContext.Current.DisplayAs("last", "text/html");
            """);
        Assert.Equal("begins, saved", string.Concat(sent.OfType<StreamText>().Select(text => text.Text)));
        Assert.Equal("last", Assert.Single(sent.OfType<DisplayedData>()).Data["text/html"]);
        Assert.Empty(sent.OfType<CellError>());
        Assert.Equal("2", await kernel.ValueAsync("1 + 1"));
    }

    [Fact]
    public async Task What_goes_wrong_while_a_cell_stops_is_its_failure()
    {
        await kernel.RunAsync("var before = 1;");
        var sent = await kernel.StopAsync("""
            Console.Write("begins");
            Microsoft.DotNet.Interactive.KernelInvocationContext.Current.CancellationToken.WaitHandle.WaitOne();
            throw new System.IO.IOException("The disk is full.");
            """);
        Assert.Equal("The disk is full.", Assert.Single(sent.OfType<CellError>()).Message);
    }

    [Fact]
    public async Task What_a_task_writes_after_its_cell_comes_in_the_next_one()
    {
        await kernel.RunAsync("var go = new TaskCompletionSource(); var late = Task.Run(async () => { await go.Task; Console.Write(\"late\"); });");
        Assert.Equal("late", Assert.Single((await kernel.RunAsync("go.SetResult(); await late;")).OfType<StreamText>()).Text);
    }

    [Theory]
    [InlineData("#!/usr/bin/env python3")]
    [InlineData("#!csharp")]
    [InlineData("#r \"nuget: No.Such.Package, 1.0.0\"")]
    public async Task A_line_of_a_text_is_no_directive(string line)
    {
        await kernel.RunAsync("int one = 1;");
        Assert.Equal($"first\n{line}", (await kernel.ValueAsync($"\"\"\"\nfirst\n{line}\n\"\"\""))?.ReplaceLineEndings("\n"));
        Assert.Equal($"{line} 1", await kernel.ValueAsync($"$\"\"\"\n{line} {{one}}\n\"\"\""));
        Assert.Equal("1", await kernel.ValueAsync($"/*\n{line}\n*/ one"));
    }

    [Fact]
    public async Task A_cell_that_does_not_compile_says_where_and_the_next_one_runs()
    {
        var sent = await kernel.RunAsync("var kept = 1;", "var lost = nonsense;");
        var error = Assert.Single(sent.OfType<CellError>());
        Assert.Equal("compilation error", error.Name);
        Assert.StartsWith("(1,12): error CS0103", error.Message, StringComparison.Ordinal);
        Assert.Equal("1", await kernel.ValueAsync("kept"));
    }

    [Fact]
    public async Task A_cell_that_throws_keeps_what_it_had_done_and_names_only_its_own_code()
    {
        var sent = await kernel.RunAsync("var before = 0;", "before = 5; throw new InvalidOperationException(\"no\");");
        var error = Assert.Single(sent.OfType<CellError>());
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
        await kernel.RunAsync("""
            class TypeFormatterSourceAttribute : Attribute { public Type FormatterSourceType => typeof(Source); }
            class Source { public IEnumerable<object> CreateTypeFormatters() => new object[] { new Shyness() }; }
            class Shyness {
                public string MimeType => "text/html";
                public bool Format(object value, System.IO.TextWriter writer) => throw new InvalidOperationException("no");
            }
            [TypeFormatterSource] class Shy { }
            """);
        Assert.Equal("no", Assert.Single((await kernel.RunAsync("new Shy()")).OfType<CellError>()).Message);
        Assert.Equal("2", await kernel.ValueAsync("1 + 1"));
    }

    [Fact]
    public async Task A_warning_goes_to_standard_error()
    {
        var sent = await kernel.RunAsync("Task.Delay(1); var x = 1;");
        Assert.Equal("stderr", Assert.Single(sent.OfType<StreamText>()).Name);
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
        Assert.Equal("2", await kernel.ValueAsync("#!c#\n1 + 1"));
    }

    [Fact]
    public async Task The_time_of_a_cell_is_shown_behind_its_value()
    {
        var sent = await kernel.RunAsync("#!time\n1 + 1");
        Assert.Equal("2", KernelFixture.Text(Assert.IsType<ResultData>(sent[0]).Data));
        Assert.Matches(@"^Wall time: [\d.]+ms$", KernelFixture.Text(Assert.IsType<DisplayedData>(sent[1]).Data));
    }

    [Fact]
    public async Task A_package_source_in_a_cell_is_refused_in_one_sentence()
    {
        var error = Assert.Single((await kernel.RunAsync("#i \"nuget: https://packages.example/index.json\"\n1 + 1")).OfType<CellError>());
        Assert.StartsWith("The line '#i \"nuget: https://packages.example/index.json\"' is not obeyed here", error.Message, StringComparison.Ordinal);
    }

    // A package that this project itself is built with, so that it can be had wherever this test can be built.
    [Theory]
    [InlineData("#r \"nuget: Markdig, 1.6.0\"")]
    [InlineData("#r \"nuget:Markdig,1.6.0\" // words")]
    [InlineData("#r \"nuget: Markdig, [1.6.0,2.0)\"")]
    public async Task A_package_is_really_restored(string directive)
    {
        Assert.Contains("<em>real</em>", await kernel.ValueAsync($"{directive}\nMarkdig.Markdown.ToHtml(\"*real*\")"), StringComparison.Ordinal);
        Assert.StartsWith("(2,1): error CS0103", Assert.Single((await kernel.RunAsync($"{directive}\nnonsense")).OfType<CellError>()).Message, StringComparison.Ordinal);
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
