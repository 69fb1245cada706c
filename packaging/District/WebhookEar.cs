using System.Net;

namespace Tongtang.District;

/// <summary>Another program of the district, which the hub tells of what happens: it takes everything and says nothing.</summary>
internal sealed class WebhookEar(int port)
{
    private const string Name = "区教育云平台";

    /// <summary>Makes the webhook unless it is there, and listens.</summary>
    public async Task RunAsync(HubApi api, CancellationToken stop)
    {
        using var listener = new HttpListener();
        listener.Prefixes.Add($"http://127.0.0.1:{port}/");
        listener.Start();
        await using var ended = stop.Register(listener.Stop);
        if ((await api.AllAsync("webhooks")).All(hook => TreeFilling.Text(hook, "name") != Name))
            await api.PostAsync("webhooks", new { name = Name, url = $"http://127.0.0.1:{port}/events", scope = new { kind = "hub" } });
        while (true)
        {
            try
            {
                var context = await listener.GetContextAsync();
                await context.Request.InputStream.CopyToAsync(Stream.Null, stop);
                context.Response.StatusCode = 204;
                context.Response.Close();
            }
            catch (Exception over) when (stop.IsCancellationRequested && over is HttpListenerException or ObjectDisposedException or OperationCanceledException)
            {
                return;
            }
        }
    }
}
