using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Web;
using Tongtang.Protocol.Durability;
using Tongtang.Protocol.Programs;

namespace Tongtang.HubServer.Accounts;

/// <summary>
/// While the hub has no account, each start prints a new one-time link to make the first one. It goes to the console, and
/// to <c>setup-link.txt</c> (mode 0600) in the data folder for hubs whose console nobody sees; never to the log files. The
/// file goes when the link is spent.
/// </summary>
internal sealed class SetupLink(AccountLinks links, DataFolder folder, WebSettings web, IServer server, TextWriter console) : IHostedLifecycleService
{
    private string File => folder["setup-link.txt"];

    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        if (await links.NewSetupLinkAsync(cancellationToken) is not { } secret)
        {
            Spent();
            return;
        }
        var link = $"{PublicAddress.Of(web, server.Features.Get<IServerAddressesFeature>())}/setup#token={secret}";
        DurableFile.Write(File, System.Text.Encoding.UTF8.GetBytes(link + "\n"), DurableFile.OwnerOnly);
        await console.WriteLineAsync($"\nThis hub has no account yet. This link makes the first one (valid for an hour, once):\n\n  {link}\n");
    }

    /// <summary>The link is of no more use.</summary>
    public void Spent() => System.IO.File.Delete(File);

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
