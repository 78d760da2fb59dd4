using System.Text;
using Polpo.Core.Vault;
using Polpo.Engine.Kernel;

namespace Polpo.Tests.Egress;

/// <summary>Taking values out of texts and streams.</summary>
public sealed class ByteSwapTests
{
    private static readonly Redaction Two = new([
        new LentSecret("A", new Secret("abcabd-secret"), []),
        new LentSecret("LONGER", new Secret("abcabd-secret-more"), []),
        new LentSecret("QUOTED", new Secret("pass\"word\\1"), []),
    ]);

    [Fact]
    public void However_a_stream_is_cut_the_same_comes_out()
    {
        const string Text = "abcabcabd-secret, abcabd-secret-more; abcabd-secre abcabd-secret";
        const string Clean = "abc[secret A], [secret LONGER]; abcabd-secre [secret A]";
        var bytes = Encoding.UTF8.GetBytes(Text);
        Two.Clean(Text).ShouldBe(Clean);

        for (var size = 1; size <= bytes.Length; size++)
        {
            var swap = Two.Stream()!;
            var result = bytes.Chunk(size).SelectMany(piece => swap.Next(piece, last: false)).ToList();
            result.AddRange(swap.Next([], last: true));
            Encoding.UTF8.GetString([.. result]).ShouldBe(Clean, $"cut at {size}");
        }
    }

    [Theory]
    [InlineData("""{"p":"pass\"word\\1"}""", """{"p":"[secret QUOTED]"}""")]
    [InlineData("""{"p":"pass\u0022word\\1"}""", """{"p":"[secret QUOTED]"}""")]
    [InlineData("/?p=pass%22word%5C1&q", "/?p=[secret QUOTED]&q")]
    [InlineData("nothing", "nothing")]
    public void A_value_is_known_in_json_and_in_addresses(string text, string clean) => Two.Clean(text).ShouldBe(clean);

    [Fact]
    public void Without_secrets_nothing_is_touched()
    {
        Redaction.Nothing.Clean("abcabd-secret").ShouldBe("abcabd-secret");
        Redaction.Nothing.Stream().ShouldBeNull();
    }
}
