using Tongtang.DeviceDrivers.Transport;

namespace Tongtang.DeviceDrivers.Simulation;

/// <summary>Serves a line on which each request has at most one answer.</summary>
internal static class AnsweredLine
{
    /// <summary>How long a device thinks.</summary>
    private static readonly TimeSpan s_thinking = TimeSpan.FromMilliseconds(20);

    /// <param name="answer">One request after another; null: it says nothing.</param>
    public static async Task ServeAsync(ILink line, FrameCutter requests, TimeProvider time, Func<byte[], byte[]?> answer, CancellationToken cancellationToken)
    {
        await using var link = new FramedLink(line, requests, time);
        while (true)
        {
            var request = await link.NextAsync(_ => true, Timeout.InfiniteTimeSpan, cancellationToken);
            if (answer(request) is not { } reply) continue;
            await Task.Delay(s_thinking, time, cancellationToken);
            await link.SendAsync(reply, cancellationToken);
        }
    }
}
