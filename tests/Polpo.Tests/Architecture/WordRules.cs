using System.Text.RegularExpressions;

namespace Polpo.Tests.Architecture;

public sealed partial class WordRules
{
    [Fact]
    public void Names_say_what_a_type_is() =>
        BuiltCode
            .Types.Select(BuiltCode.NameOf)
            .Where(name => EmptyName().IsMatch(name.Split('.')[^1]))
            .ShouldBeEmpty();

    [Fact]
    public void Only_the_demo_model_is_called_by_its_word() =>
        SourceTree
            .Code("src")
            .Where(path => !path.StartsWith("src/Polpo.Core/Models/Demo/", StringComparison.Ordinal))
            .Where(path =>
                StringsAndCode(SourceTree.Read(path)).Contains("scripted", StringComparison.OrdinalIgnoreCase)
            )
            .ShouldBeEmpty("Real work and the demo must not be told apart anywhere else:");

    [Fact]
    public void All_exceptions_are_caught_only_where_a_reason_is_listed()
    {
        var places = SourceTree
            .Code("src")
            .Where(path =>
                CatchAll()
                    .Matches(SourceTree.Read(path))
                    .Any(match => !match.Value.Contains("throw;", StringComparison.Ordinal))
            );
        Exceptions.ShouldBeListed(
            "catch-all",
            "catch (Exception) hides bugs. Catch what you expect, or filter with when.",
            places
        );
    }

    [Fact]
    public void Nothing_is_left_for_later_and_no_rule_is_switched_off()
    {
        var banned = new Regex(
            "\\bTO" + "DO\\b|\\bFIX" + "ME\\b|#pragma warning dis" + "able|#reg" + "ion|Suppress" + "Message\\("
        );
        SourceTree
            .Code("src")
            .Concat(SourceTree.Code("tests"))
            .Concat(SourceTree.Code("bench"))
            .Where(path => banned.IsMatch(SourceTree.Read(path)))
            .ShouldBeEmpty();
    }

    [Fact]
    public void The_console_belongs_to_the_programs() =>
        SourceTree
            .Code("src")
            .Where(path => path.Split('/')[1] is not ("Polpo.Cli" or "Polpo.Runner"))
            .Where(path => Regex.IsMatch(SourceTree.Read(path), @"\bConsole\.\w"))
            .ShouldBeEmpty();

    [Fact]
    public void Nothing_names_the_machine_on_which_it_was_written()
    {
        // A checkout right below the root has a name that says nothing.
        var folder = SourceTree.Root;
        SourceTree
            .Files.Where(path =>
                Path.GetExtension(path)
                    is ".cs"
                        or ".md"
                        or ".json"
                        or ".ts"
                        or ".tsx"
                        or ".sh"
                        or ".txt"
                        or ".csproj"
                        or ".props"
                        or ""
            )
            .Where(path =>
                folder.LastIndexOf('/') > 0 && SourceTree.Read(path).Contains(folder + "/", StringComparison.Ordinal)
            )
            .ShouldBeEmpty();
    }

    /// <summary>Without comments: these may explain the demo.</summary>
    private static string StringsAndCode(string code) =>
        string.Join('\n', code.Split('\n').Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal)));

    [GeneratedRegex("(Manager|Helper|Helpers|Util|Utils|Utilities|Impl)$")]
    private static partial Regex EmptyName();

    /// <summary>With its block: cleaning up and throwing on hides nothing.</summary>
    [GeneratedRegex(@"catch\s*(\(Exception(\s+\w+)?\)(?!\s*when)\s*\{|\{)[^}]*\}")]
    private static partial Regex CatchAll();
}
