using Polpo.Core.Access;
using Polpo.Tests.Architecture;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Access;

public sealed class PermissionWordsTests
{
    [Fact]
    public void Every_key_that_something_asks_for_says_what_it_allows()
    {
        foreach (var field in typeof(PermissionKeys).GetFields().Where(field => field.IsLiteral))
            PermissionWords
                .Of((string)field.GetRawConstantValue()!)
                .ShouldNotContain("nothing asks", customMessage: field.Name);
    }

    [Fact]
    public void The_guides_table_is_the_list_of_keys()
    {
        var rows = SourceTree
            .Read("docs/guide/people.md")
            .Split('\n')
            .SkipWhile(line => line != "## Permission keys")
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal));
        rows.ShouldBe(PermissionKeys.All.Select(key => $"| `{key}` | {PermissionWords.Of(key)} |"));
    }
}
