using System.Text.Json.Nodes;
using Polpo.Core.Approvals.Expressions;
using Polpo.Engine.Kernel;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Approvals.Expressions;

public sealed class ExpressionTests
{
    private static readonly JsonObject Data = JsonNode
        .Parse(
            """
            {
              "task": {
                "title": "deploy it", "group": "production", "retries": 5, "score": 3.5, "priority": 0, "none": null, "sideEffects": true,
                "tags": ["a", 7, true, null, {"x": [1]}], "a b": {"length": "long"}, "empty": "", "off": false
              },
              "mission": null
            }
            """
        )!
        .AsObject();

    [Theory]
    [InlineData("task.retries >= 5")]
    [InlineData("task.retries<=5&&task.retries>4 && task.retries < 5.5")]
    [InlineData("task.group === 'production'")]
    [InlineData("task.group !== \"test\"")]
    [InlineData("!(task.group == 'test' || task.retries == 4)")]
    [InlineData("task.sideEffects")]
    [InlineData("!!task.sideEffects === true")]
    [InlineData("task.title.includes('deploy')")]
    [InlineData("task.tags.includes(7) && task.tags.includes(null) && !task.tags.includes('7')")]
    [InlineData("task.tags.length === 5 && task.title.length === 9")]
    [InlineData("task['a b'].length === 'long'")]
    [InlineData("task.tags[4].x[0] === 1")]
    [InlineData("task.score > -1e2 && task.score >= 3.5")]
    [InlineData("task.group > 'prod' && 'a' < 'b'")]
    [InlineData("'it\\'s' === \"it's\"")]
    [InlineData("false || true && true")]
    [InlineData("true || false && false")]
    [InlineData("'a'")]
    [InlineData("task.tags && task['a b'] && task.retries && task.title")]
    [InlineData("task.tags === task.tags && task['a b'] === task['a b'] && task.tags !== task.title")]
    [InlineData("task.tags.includes(true) && !task.tags.includes(false) && !task.tags.includes(undefined)")]
    [InlineData("task.nothing === undefined && null === null")]
    public void It_holds(string text) => Expression.Parse(text).Holds(Data).ShouldBeTrue();

    [Theory]
    [InlineData("task.retries > 5")]
    [InlineData("task.retries === '5'")]
    [InlineData("task.retries == '5'")]
    [InlineData("task.retries < '6'")]
    [InlineData("task.priority")]
    [InlineData("task.off")]
    [InlineData("task.title.includes('DEPLOY')")]
    [InlineData("task.empty")]
    [InlineData("task.none")]
    [InlineData("mission.name === 'x'")]
    [InlineData("(true || false) && false")]
    [InlineData("task.title.includes(7)")]
    [InlineData("task.retries.includes(5)")]
    [InlineData("task.tags[9] || task.tags[0.5] || task.tags[-1]")]
    [InlineData("task.sideEffects === 1")]
    public void It_does_not(string text) => Expression.Parse(text).Holds(Data).ShouldBeFalse();

    [Fact]
    public void A_path_that_leads_nowhere_is_absent_and_never_a_fault()
    {
        foreach (var sign in new[] { "<", "<=", ">", ">=", "===", "==" })
            Expression.Parse($"no.such[\"path\"].at[3].all {sign} 0").Holds(Data).ShouldBeFalse(sign);
        Expression.Parse("task.nothing === undefined && task.nothing == null").Holds(Data).ShouldBeTrue();
        Expression.Parse("task.none === undefined").Holds(Data).ShouldBeFalse("null is there");
        Expression.Parse("task.none == undefined && task.none === null").Holds(Data).ShouldBeTrue();
    }

    [Theory]
    [InlineData("constructor.constructor('return process')()")]
    [InlineData("task.constructor === undefined")]
    [InlineData("task.__proto__ || task.toString")]
    public void What_would_be_code_elsewhere_reaches_nothing(string text)
    {
        if (text.Contains("('return", StringComparison.Ordinal))
            Should.Throw<RefusedException>(() => Expression.Parse(text)).Message.ShouldContain("can be called");
        else
            Expression.Parse(text).Holds(Data).ShouldBe(text.Contains("===", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", 1, "it is empty")]
    [InlineData("task.retries = 5", 14, "Write === to compare.")]
    [InlineData("task.retries >", 15, "a value is missing before the end")]
    [InlineData("task.retries > 5 task", 18, "Join conditions with")]
    [InlineData("task.retries & 5", 14, "Write && for and.")]
    [InlineData("task.retries + 1 > 5", 14, "does not calculate")]
    [InlineData("(task.retries > 5", 18, "\")\" is missing before the end")]
    [InlineData("task.title === 'x", 16, "Close it with '.")]
    [InlineData("'a\\n'", 3, "backslash")]
    [InlineData("1 < 2 < 3", 7, "Compare two things at a time")]
    [InlineData("task.", 6, "A name follows a dot.")]
    [InlineData("task[x]", 6, "Brackets hold")]
    [InlineData("task.title.startsWith('x')", 22, "can be called")]
    [InlineData("12abc > 1", 1, "is no number")]
    [InlineData("task.retries > 1e999", 16, "is no number")]
    [InlineData("task => true", 6, "Write === to compare.")]
    public void What_is_not_understood_is_told_with_its_place_and_what_to_write(string text, int at, string words)
    {
        var message = Should.Throw<RefusedException>(() => Expression.Parse(text)).Message;
        message.ShouldContain($"at character {at}:");
        message.ShouldContain(words);
    }

    [Fact]
    public void Length_and_depth_are_bounded()
    {
        Refused(new string('(', 33) + "true" + new string(')', 33)).ShouldContain("nested deeper than 32");
        Refused(new string('!', 1500) + "true").ShouldContain("nested deeper than 32");
        Refused("a" + string.Concat(Enumerable.Repeat(".a", 600))).ShouldContain("nested deeper than 32");
        Refused("a" + string.Concat(Enumerable.Repeat("[\"a\"]", 300))).ShouldContain("nested deeper than 32");
        Refused(new string('a', 2001)).ShouldContain("at most 2000");
        Expression.Parse(new string('(', 32) + "true" + new string(')', 32)).Holds(Data).ShouldBeTrue();
        Expression.Parse(string.Join("||", Enumerable.Repeat("a", 600))).Holds(Data).ShouldBeFalse();
    }

    /// <summary>Whatever is written, it is read or refused in words; it never ends otherwise.</summary>
    [Fact]
    public void Any_text_is_read_or_refused()
    {
        var random = new Random(20261121);
        string[] parts =
        [
            "task",
            ".",
            "[",
            "]",
            "(",
            ")",
            "!",
            "&&",
            "||",
            "===",
            "<",
            "'x'",
            "\"",
            "'",
            "\\",
            "-",
            "7",
            "includes",
            " ",
            ",",
            "é",
            "\0",
        ];
        var read = 0;
        for (var run = 0; run < 20_000; run++)
        {
            var text = string.Concat(
                Enumerable.Range(0, random.Next(12)).Select(_ => parts[random.Next(parts.Length)])
            );
            try
            {
                Expression.Parse(text).Holds(Data);
                read++;
            }
            catch (RefusedException refused)
            {
                refused.Refusal.ShouldBe(Refusal.Invalid);
            }
        }
        read.ShouldBeInRange(100, 19_000);
    }

    private static string Refused(string text) => Should.Throw<RefusedException>(() => Expression.Parse(text)).Message;
}
