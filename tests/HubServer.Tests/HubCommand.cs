using Tongtang.HubServer.Commands;
using Tongtang.HubServer.Tests.Database;

namespace Tongtang.HubServer.Tests;

/// <summary>The command line, in this process, on the database of the folder behind --data.</summary>
internal static class HubCommand
{
    public static async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var data = Array.IndexOf(arguments, "--data");
        var database = data < 0 ? [] : await TestDatabase.ArgumentsAsync(arguments[data + 1]);
        var code = await HubCommands.RunAsync([.. arguments, .. database], output, error);
        return (code, output.ToString(), error.ToString());
    }
}
