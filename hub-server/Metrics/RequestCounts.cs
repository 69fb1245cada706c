using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Tongtang.Protocol.Metrics;

namespace Tongtang.HubServer.Metrics;

/// <summary>
/// Counts requests and their time per route, from what ASP.NET measures anyway (the instrument
/// <c>http.server.request.duration</c>). Labels are route patterns, never addresses, so their number is bounded.
/// </summary>
internal sealed class RequestCounts : IDisposable
{
    private readonly ConcurrentDictionary<(string Method, string Route, int Status), Sum> _sums = new();
    private readonly MeterListener _listener = new();

    /// <param name="meters">This host's own, so that two hubs in one process do not count each other's requests.</param>
    public RequestCounts(IMeterFactory meters)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "http.server.request.duration" && ReferenceEquals(instrument.Meter.Scope, meters)) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<double>((_, seconds, tags, _) => Count(seconds, tags));
        _listener.Start();
    }

    public void Write(PrometheusText text)
    {
        var sums = _sums.OrderBy(pair => pair.Key.Route, StringComparer.Ordinal).Select(pair => (Labels(pair.Key), pair.Value.Read())).ToList();
        text.Add("http_requests_total", "counter", "Requests answered", sums.Select(sum => (sum.Item1, (double)sum.Item2.Count)));
        text.Add("http_request_seconds_total", "counter", "Time spent on them", sums.Select(sum => (sum.Item1, sum.Item2.Seconds)));
    }

    public void Dispose() => _listener.Dispose();

    private static string Labels((string Method, string Route, int Status) key) =>
        $"{PrometheusText.Label("method", key.Method)},{PrometheusText.Label("route", key.Route)},{PrometheusText.Label("status", key.Status)}";

    private void Count(double seconds, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var (method, route, status) = ("", "", 0);
        foreach (var (name, value) in tags)
        {
            if (name == "http.request.method") method = value as string ?? "";
            else if (name == "http.route") route = value as string ?? "";
            else if (name == "http.response.status_code") status = value as int? ?? 0;
        }
        _sums.GetOrAdd((method, route, status), _ => new Sum()).Add(seconds);
    }

    private sealed class Sum
    {
        private readonly Lock _lock = new();
        private long _count;
        private double _seconds;

        public void Add(double seconds)
        {
            lock (_lock) (_count, _seconds) = (_count + 1, _seconds + seconds);
        }

        public (long Count, double Seconds) Read()
        {
            lock (_lock) return (_count, _seconds);
        }
    }
}
