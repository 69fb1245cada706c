using System.Collections.Concurrent;
using Tongtang.Protocol.Live;
using Tongtang.Protocol.Metrics;

namespace Tongtang.HubServer.Live;

/// <summary>The open viewers' sockets, and what <c>/metrics</c> says of them.</summary>
internal sealed class LiveSockets(LiveBoard board, LiveParts parts)
{
    private readonly ConcurrentDictionary<LiveSocket, bool> _open = new();
    private long _refused;

    public void Add(LiveSocket socket) => _open[socket] = true;

    public void Remove(LiveSocket socket) => _open.TryRemove(socket, out _);

    public void Refused() => Interlocked.Increment(ref _refused);

    public void CutStalled()
    {
        foreach (var socket in _open.Keys) socket.CutIfStalled();
    }

    public void Write(PrometheusText text)
    {
        text.Add("live_viewers", "gauge", "Viewers of live sources", ("", board.Viewers));
        text.Add("live_pushing_boxes", "gauge", "Boxes that send live frames", ("", board.Pushing));
        text.Add("live_frames_dropped_total", "counter", "Live frames that viewers were not sent because they were behind", ("", board.Dropped));
        text.Add("live_requests_waiting", "gauge", "Requests that wait for the next piece of a running lesson", ("", parts.Waiting));
        text.Add("live_parts_bytes", "gauge", "Memory held for pieces of running lessons", ("", parts.Bytes));
        text.Add("live_parts_left_out_total", "counter", "Pieces of running lessons for which there was no memory", ("", parts.LeftOut));
        text.Add("live_viewers_refused_total", "counter", "Viewers for whom there was no place", ("", Interlocked.Read(ref _refused)));
        text.Add("live_viewer_lag_seconds_max", "gauge", "The farthest that a viewer says its picture is behind", ("", _open.Keys.Select(socket => socket.LagMs).DefaultIfEmpty().Max() / 1000.0));
    }
}
