using Polpo.Cli.Shell;
using Shouldly;
using Xunit;

namespace Polpo.Tests.Cli;

public sealed class HelpTests
{
    public static TheoryData<string> Names =>
        ["polpo", .. Commands.Build(Surroundings.OfProcess()).Subcommands.Select(command => command.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_help_of_every_command_is_as_approved(string name)
    {
        using var cli = new CliRun();
        var root = Commands.Build(cli.Here());
        var commands =
            name == "polpo"
                ? [root]
                : root
                    .Subcommands.Where(command => command.Name == name)
                    .SelectMany(command => (IEnumerable<System.CommandLine.Command>)[command, .. command.Subcommands]);
        var print = new StringWriter();
        foreach (var command in commands)
        {
            string[] path =
                command == root ? []
                : command.Name == name ? [name]
                : [name, command.Name];
            (await cli.Polpo([.. path, "--help"])).ShouldBe(0);
            print.WriteLine(cli.Out.Replace("testhost", "polpo").Replace("Polpo.Tests", "polpo"));
        }
        Approved.Match($"cli/{name}.txt", print.ToString());
    }

    [Theory]
    [InlineData("help", "--help")]
    [InlineData("help schedule add", "schedule add --help")]
    public async Task Help_is_a_word_too(string asked, string meant)
    {
        using var cli = new CliRun();
        (await cli.Polpo(meant.Split(' '))).ShouldBe(0);
        var help = cli.Out;
        (await cli.Polpo(asked.Split(' '))).ShouldBe(0);
        cli.Out.ShouldBe(help);
    }

    [Fact]
    public void Every_command_and_every_option_says_what_it_is_for()
    {
        using var cli = new CliRun();
        foreach (var command in CliRun.AllCommands(cli.Here()))
        {
            command.Description.ShouldNotBeNullOrWhiteSpace(command.Name);
            foreach (var option in command.Options)
                option.Description.ShouldNotBeNullOrWhiteSpace($"{command.Name} {option.Name}");
            foreach (var argument in command.Arguments)
                argument.Description.ShouldNotBeNullOrWhiteSpace($"{command.Name} {argument.Name}");
        }
    }
}
