using System.Text.RegularExpressions;
using Xunit;

namespace Polpo.Tests.Architecture;

public sealed partial class TimeRules
{
    [Fact]
    public void Time_is_let_pass_only_where_a_reason_is_listed() =>
        Exceptions.ShouldBeListed(
            "waits",
            "Whoever waits for a while and then looks makes somebody wait: await what you wait for.",
            SourceTree.Code("src").Where(path => Waits().IsMatch(SourceTree.Read(path)))
        );

    [GeneratedRegex(@"\bTask\.Delay\(|\bThread\.Sleep\(|\bnew PeriodicTimer\(|\bnew Timer\(|\.CreateTimer\(")]
    private static partial Regex Waits();
}
