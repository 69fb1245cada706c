using System.Text.Json;
using Tongtang.EdgeAgent.Installer;
using Tongtang.Protocol.Http;

namespace Tongtang.EdgeAgent.Panel;

/// <summary>
/// <c>GET /api/v1/events</c>: the whole status at once, and again when it changed, five times a second at most. That a page
/// is open warms no source: panels hang on walls all day. A touch does, see <see cref="WakeEndpoint"/>.
/// </summary>
internal sealed class StatusEvents(StatusReader reader, InstallerSessions sessions, IHostApplicationLifetime host, TimeProvider time)
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(200);

    /// <summary>The elapsed time moves without any signal.</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    public async Task StreamAsync(HttpContext context)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, host.ApplicationStopping);
        var told = "";
        try
        {
            await EventStream.WriteAsync(context, TakeAsync, time, over.Token);
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            // The page has gone, or the box ends: that is how such a stream ends.
        }

        async Task<IReadOnlyList<StreamEvent>> TakeAsync(CancellationToken cancellationToken)
        {
            if (told.Length > 0) await Task.Delay(Pace, time, cancellationToken);
            while (true)
            {
                long[] seen = [.. reader.Changes.Select(change => change.Version)];
                var next = JsonSerializer.Serialize(reader.Read(sessions.IsInstaller(context)), JsonDefaults.Options);
                if (next != told) return [new StreamEvent("status", told = next)];
                await AnythingAsync(seen, cancellationToken);
            }
        }
    }

    private async Task AnythingAsync(long[] seen, CancellationToken cancellationToken)
    {
        using var round = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny([.. reader.Changes.Select((change, i) => change.WaitAsync(seen[i], round.Token)), Task.Delay(Tick, time, round.Token)]);
        await round.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
    }
}
