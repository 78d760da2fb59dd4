using Polpo.Engine.Kernel;

namespace Polpo.Tests.Playbooks;

public sealed class PlaybookReaderTests : PlaybookSuite
{
    [Theory]
    [InlineData(
        """{"name":"a"}""",
        "{{b}}",
        "mission.tasks[0].description uses {{b}}, but there is no parameter \"b\" (there are a). Add it to parameters, or correct the name."
    )]
    [InlineData(
        """{"name":"a"}""",
        "{{a}}",
        "mission.tasks[0].description uses {{a}}, but the parameter \"a\" may be left out and has no default. Give it one, or make it required."
    )]
    [InlineData("""{"name":"1a","required":true}""", "x", "parameters[0].name must have at most 64 letters")]
    [InlineData(
        """{"name":"a","type":"date","required":true}""",
        "{{a}}",
        "parameters[0].type is \"date\"; it must be one of string, number, boolean."
    )]
    [InlineData(
        """{"name":"a","type":"number","default":"many"}""",
        "{{a}}",
        "parameters[0].default must be a number, found \"many\"."
    )]
    [InlineData(
        """{"name":"a","enum":["x"],"default":"y"}""",
        "{{a}}",
        "parameters[0].default must be one of \"x\", found \"y\"."
    )]
    [InlineData("""{"name":"a","enum":[]}""", "x", "parameters[0].enum has 0 values; give 1 to 1000, or leave it out.")]
    [InlineData(
        """{"name":"a","type":"number","enum":[1,"two"],"default":1}""",
        "{{a}}",
        "parameters[0].enum[1] must be a number, found \"two\"."
    )]
    [InlineData(
        """{"name":"a","default":"x"},{"name":"a","default":"y"}""",
        "{{a}}",
        "parameters[1].name is \"a\", as another parameter is called. Rename one."
    )]
    public void A_mistake_names_its_place_and_the_fix(string parameters, string description, string said) =>
        Problems(parameters, Task($"\"description\":\"{description}\""))[0].ShouldStartWith(said);

    [Fact]
    public void Everything_wrong_is_told_at_once_with_the_file_and_lines()
    {
        Write(
            ".polpo/playbooks/bug-fix/playbook.json",
            "{\"name\":\"bugfix\",\n\"parameters\":{},\n\"mission\":{\"data\":\"{}\",\n\"{{x}}\":1}}"
        );

        var refused = Should.Throw<RefusedException>(() =>
            Polpo.Get<Core.Playbooks.PlaybookQueries>().Get(Shop, "bug-fix")
        );

        refused.Message.ShouldBe(
            """
            `.polpo/playbooks/bug-fix/playbook.json` has 4 mistakes:
            - parameters (line 2): must be a list, found an object.
            - name (line 1): is "bugfix", but the playbook is called "bug-fix", as its folder is. Make them equal.
            - mission.data (line 3): is a text, in which a value could change more than its place. Write it as an object.
            - mission (line 4): has a placeholder in the name of "{{x}}". Only values are filled in: write the name out.
            """.ReplaceLineEndings("\n")
        );
    }

    [Fact]
    public void Without_values_only_what_no_value_could_mend_is_told()
    {
        const string mission = """
            {"tasks":[{"title":"A","assignTo":"{{who}}","model":"{{who}}","deadline":"{{who}}"},{"title":"B","assignTo":"ghost"}]}
            """;

        Problems("""{"name":"who","required":true}""", mission)
            .ShouldHaveSingleItem()
            .ShouldStartWith("mission.tasks[1].assignTo names \"ghost\"");
    }

    [Fact]
    public void A_parameter_that_is_used_nowhere_is_told() =>
        Fill("""{"name":"who","default":"me"}""", Task(""), null)
            .Warnings.ShouldBe(["The parameter \"who\" is used nowhere in the mission."]);

    [Theory]
    [InlineData("[]", "a playbook must be an object")]
    [InlineData("{\"name\":", "this is not valid JSON")]
    [InlineData("{\"name\":\"x\",\"name\":\"y\"}", "\"name\" stands twice in one object")]
    [InlineData(
        "{\"name\":\"Bug Fix\",\"mission\":{}}",
        "name (line 1): must be small letters, digits and single dashes"
    )]
    [InlineData("{\"name\":\"x\"}", "mission (line 1): is missing. Give it a mission document, an object.")]
    public async Task What_is_no_playbook_is_not_stored(string text, string said)
    {
        var refused = await Should.ThrowAsync<RefusedException>(() =>
            Polpo.Get<Core.Playbooks.PlaybookCommands>().StoreAsync(Shop, text, null, false, Me, Stop)
        );

        refused.Message.ShouldContain(said);
        Directory.Exists(At(".polpo/playbooks")).ShouldBeFalse();
    }

    [Fact]
    public async Task What_is_too_large_or_no_text_is_refused()
    {
        var large = "{\"name\":\"" + new string('x', 5 * 1024 * 1024) + "\"}";
        (
            await Should.ThrowAsync<RefusedException>(() =>
                Polpo.Get<Core.Playbooks.PlaybookCommands>().StoreAsync(Shop, large, null, false, Me, Stop)
            )
        ).Message.ShouldContain("is larger than 4 MB");
        Write(".polpo/playbooks/bad/playbook.json", "");
        await File.WriteAllBytesAsync(At(".polpo/playbooks/bad/playbook.json"), [0xff, 0xfe], Stop);
        Polpo.Get<Core.Playbooks.PlaybookQueries>().List(Shop).Single().Problem!.ShouldContain("is not UTF-8 text");
    }
}
