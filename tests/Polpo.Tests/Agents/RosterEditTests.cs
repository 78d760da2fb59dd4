using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Agents;

/// <summary>Whatever a file looks like, an edit changes only what was edited.</summary>
public sealed class RosterEditTests
{
    [Fact]
    public void Adding_and_removing_an_agent_gives_the_same_bytes() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(60),
            Prop.ForAll(
                Files.ToArbitrary(),
                file =>
                {
                    using var office = new AgentOffice();
                    office.Folder["agents.json"] = file.Text;
                    office
                        .Add("""{"name": "added", "identity": {"tone": "dry"}, "tags": []}""")
                        .Wait(TestContext.Current.CancellationToken);
                    office.List().Count.ShouldBe(file.Agents + 1);
                    office.Remove("added").Wait(TestContext.Current.CancellationToken);
                    office.Folder["agents.json"].ShouldBe(file.Text);
                }
            )
        );

    [Fact]
    public void Removing_an_agent_keeps_the_text_of_all_others() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(60),
            Prop.ForAll(
                Files.ToArbitrary(),
                file =>
                {
                    using var office = new AgentOffice();
                    office.Folder["agents.json"] = file.Text;
                    var before = office.List().Select(agent => agent.Config.Source!.ToJsonString()).ToList();
                    office.Remove("agent-0").Wait(TestContext.Current.CancellationToken);
                    office.List().Select(agent => agent.Config.Source!.ToJsonString()).ShouldBe(before.Skip(1));
                    var after = office.Folder["agents.json"];
                    // What is left is the front and the back of what was there.
                    var front = file.Text.Zip(after).TakeWhile(pair => pair.First == pair.Second).Count();
                    file.Text.ShouldEndWith(after[front..]);
                }
            )
        );

    private sealed record AgentsFile(string Text, int Agents);

    private static Gen<AgentsFile> Files =>
        from agents in Gen.Choose(1, 4)
        from newLine in Gen.Elements("\n", "\r\n", "")
        from indent in Gen.Elements("", " ", "  ", "    ", "\t")
        from gap in Gen.Elements("", " ", "   ")
        from unknown in Gen.Elements("1.0", "1e3", "\"é\\u00e9\"", "{}", "[ ]", "null", "{\"deep\" :[true,{}]}")
        from end in Gen.Elements("", "\n", "\r\n", "  ")
        from bom in Gen.Elements("", "\uFEFF")
        let entries = Enumerable
            .Range(0, agents)
            .Select(index =>
                $$"""{{gap}}{{indent}}{"future":{{gap}}{{unknown}},{{newLine}}"agent":{"name"{{gap}}: "agent-{{index}}", "x":{{unknown}}}{{gap}}}"""
            )
        select new AgentsFile($"{bom}[{newLine}{string.Join($",{newLine}", entries)}{newLine}]{end}", agents);
}
