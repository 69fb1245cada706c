using System.CommandLine;
using Tongtang.HubServer.Database;
using Tongtang.Protocol.Settings;

namespace Tongtang.HubServer.Commands;

/// <summary>The command line. Without a command it is <c>run</c>.</summary>
internal static class HubCommands
{
    /// <summary>The command's exit code for settings that do not let it start.</summary>
    private const int WrongSettings = 2;

    public static async Task<int> RunAsync(string[] args)
    {
        var options = new SettingOptions();
        var root = new RootCommand("The hub of a district's classrooms: receives lessons, shows rooms, plays recordings.");
        var run = new Command("run", "Runs the hub until it is ended (the default command).");
        foreach (var option in options.All) root.Options.Add(option);
        run.SetAction((parsed, cancellationToken) => ServeAsync(options.Read(parsed), cancellationToken));
        root.SetAction((parsed, cancellationToken) => ServeAsync(options.Read(parsed), cancellationToken));
        root.Subcommands.Add(run);
        root.Subcommands.Add(DocumentCommand.Create(options));
        foreach (var command in new AccountCommands(options).All()) root.Subcommands.Add(command);
        try
        {
            return await root.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (SettingException error)
        {
            await Console.Error.WriteLineAsync(error.Message);
            return WrongSettings;
        }
    }

    private static async Task<int> ServeAsync(IConfiguration settings, CancellationToken cancellationToken)
    {
        await using var app = Program.Build(settings);
        using var only = app.Services.GetRequiredService<DataFolder>().Lock();
        await app.RunAsync(cancellationToken);
        return 0;
    }
}
