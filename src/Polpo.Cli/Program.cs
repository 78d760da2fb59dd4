using Polpo.Cli.Shell;

return await PolpoCli.RunAsync(args, Surroundings.OfProcess(), CancellationToken.None);
