using Polpo.Core.Git.Running;
using Polpo.Engine.Kernel;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Git;

/// <summary>What git says, as a person reads it.</summary>
public sealed class RefusalTests
{
    [Theory]
    [InlineData(
        "error: file write error: No space left on device\nfatal: unable to write loose object file",
        Refusal.Unavailable,
        "The disk is full"
    )]
    [InlineData(
        "fatal: Unable to create '/r/.git/index.lock': File exists.\n\nAnother git process",
        Refusal.Conflict,
        "Another git process"
    )]
    [InlineData("error: cannot open '.git/FETCH_HEAD': Permission denied", Refusal.Invalid, "Give the account")]
    [InlineData("fatal: something that nobody has seen", Refusal.Unavailable, "something that nobody has seen")]
    [InlineData("", Refusal.Unavailable, "it said nothing")]
    public void A_mistake_says_what_is_so_and_what_to_do(string said, Refusal refusal, string words)
    {
        var refused = GitErrors.Refused("do it", new GitResult(128, [], said, false));
        refused.Refusal.ShouldBe(refusal);
        refused.Message.ShouldStartWith("git could not do it");
        refused.Message.ShouldContain(words);
    }
}
