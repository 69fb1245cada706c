using System.CommandLine;
using Tongtang.HubServer.Database;
using Tongtang.Protocol.Settings;

namespace Tongtang.HubServer.Commands;

/// <summary>The command line. Without a command it is <c>run</c>.</summary>
internal static class HubCommands
{
    /// <summary>The exit code when settings or data folder do not let the hub start.</summary>
    private const int CannotStart = 2;

    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter errors)
    {
        var invocation = new InvocationConfiguration { EnableDefaultExceptionHandler = false, Output = output, Error = errors };
        try
        {
            return await Root().Parse(args).InvokeAsync(invocation);
        }
        catch (Exception error) when (error is SettingException or CannotStartException)
        {
            await errors.WriteLineAsync(error.Message);
            return CannotStart;
        }
    }

    private static RootCommand Root()
    {
        var options = new SettingOptions();
        var root = new RootCommand("The hub of a district's classrooms: receives lessons, shows rooms, plays recordings.");
        foreach (var option in options.All) root.Options.Add(option);
        var run = new Command("run", "Runs the hub until it is ended (the default command).");
        run.SetAction((parsed, cancellationToken) => ServeAsync(options.Read(parsed), cancellationToken));
        root.SetAction((parsed, cancellationToken) => ServeAsync(options.Read(parsed), cancellationToken));
        root.Subcommands.Add(run);
        root.Subcommands.Add(DocumentCommand.Create(options));
        foreach (var command in new AccountCommands(options).All()) root.Subcommands.Add(command);
        return root;
    }

    private static async Task<int> ServeAsync(IConfiguration settings, CancellationToken cancellationToken)
    {
        await using var app = Program.Build(settings);
        using var only = app.Services.GetRequiredService<DataFolder>().Lock();
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (IOException error)
        {
            // Kestrel's words name the address that another program holds.
            throw new CannotStartException(error.Message, error);
        }
        await app.WaitForShutdownAsync(cancellationToken);
        return 0;
    }
}
