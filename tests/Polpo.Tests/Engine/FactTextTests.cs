using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Polpo.Engine.Journal;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Engine;

public sealed class FactTextTests
{
    [Fact]
    public void What_is_cut_takes_no_more_bytes_in_a_fact_than_it_may() =>
        Prop.ForAll(
                ArbMap.Default.ArbFor<string>().Filter(text => text is not null),
                ArbMap.Default.ArbFor<byte>(),
                (text, limit) => Size(FactText.Start(text, limit)) <= limit && Size(FactText.End(text, limit)) <= limit
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void A_pair_of_surrogates_is_never_parted()
    {
        const string Faces = "😀😀😀";

        for (var limit = 0; limit < 40; limit++)
        {
            Encoding
                .UTF8.GetString(Encoding.UTF8.GetBytes(FactText.Start(Faces, limit)))
                .ShouldBe(FactText.Start(Faces, limit));
            Encoding
                .UTF8.GetString(Encoding.UTF8.GetBytes(FactText.End(Faces, limit)))
                .ShouldBe(FactText.End(Faces, limit));
        }
    }

    [Fact]
    public void What_fits_is_left_whole()
    {
        FactText.Start("hello", 5).ShouldBe("hello");
        FactText.End("hello", 2).ShouldBe("lo");
        FactText.Fits("hello", 4).ShouldBeFalse();
    }

    private static int Size(string text) =>
        Encoding.UTF8.GetByteCount(JsonSerializer.Serialize(text, FactJson.Options)) - 2;

    [Fact]
    public void Of_many_texts_as_many_are_told_as_fit()
    {
        FactText.Some(["a", "b"], 100).ShouldBe(["a", "b"]);
        FactText.Some(["aaaa", "bbbb", "cccc", "dddd"], 20).ShouldBe(["aaaa", "bbbb", "… and 2 more"]);
        FactText.Some([new string('x', 5000)], 4000).Single().Length.ShouldBe(1000);
    }
}
