namespace Tongtang.DeviceDrivers.Transport.Mqtt;

/// <summary>Which link gets what. Changed seldom, and looked up for every message without a lock: each change makes a new table.</summary>
internal sealed class MqttRoutes
{
    private readonly Lock _changing = new();
    private readonly HashSet<MqttLink> _links = [];
    private readonly List<(string Filter, MqttLink Link)> _routes = [];
    private volatile Table _table = new([], []);
    private DeviceException? _ended;

    /// <summary>The link is told when the connection ends.</summary>
    public void Join(MqttLink link)
    {
        lock (_changing)
        {
            if (_ended is null && _links.Add(link)) return;
        }

        link.End(_ended!);
    }

    public void Add(string filter, MqttLink link)
    {
        lock (_changing)
        {
            if (!_links.Contains(link) || _routes.Contains((filter, link))) return;
            _routes.Add((filter, link));
            _table = Table.Of(_routes);
        }
    }

    /// <summary>The filters that no link has any more.</summary>
    public IReadOnlyList<string> Remove(MqttLink link)
    {
        lock (_changing)
        {
            _links.Remove(link);
            var mine = _routes.Where(route => route.Link == link).Select(route => route.Filter).ToList();
            _routes.RemoveAll(route => route.Link == link);
            _table = Table.Of(_routes);
            return [.. mine.Where(filter => _routes.All(route => route.Filter != filter))];
        }
    }

    public void Deliver(string topic, ReadOnlySpan<byte> payload, int qualityOfService, bool retained)
    {
        MqttMessage? message = null;
        foreach (var link in _table.Of(topic))
        {
            if (!link.Wants(topic, payload)) continue;
            message ??= new MqttMessage(topic, payload.ToArray(), qualityOfService, retained);
            link.Offer(message);
        }
    }

    public void TooLarge(string topic)
    {
        foreach (var link in _table.Of(topic)) link.CountTooLarge();
    }

    public void End(DeviceException problem)
    {
        List<MqttLink> links;
        lock (_changing)
        {
            _ended = problem;
            links = [.. _links];
            _links.Clear();
        }

        foreach (var link in links) link.End(problem);
    }

    private sealed record Table(Dictionary<string, MqttLink[]> Exact, (string Filter, MqttLink Link)[] Wild)
    {
        public static Table Of(List<(string Filter, MqttLink Link)> routes) => new(
            routes.Where(route => !MqttTopics.HasWildcard(route.Filter)).GroupBy(route => route.Filter).ToDictionary(group => group.Key, group => group.Select(route => route.Link).ToArray()),
            [.. routes.Where(route => MqttTopics.HasWildcard(route.Filter))]);

        /// <summary>Each link once, however many of its filters match.</summary>
        public IReadOnlyCollection<MqttLink> Of(string topic)
        {
            var exact = Exact.TryGetValue(topic, out var links) ? links : [];
            List<MqttLink>? wild = null;
            foreach (var (filter, link) in Wild)
            {
                if (MqttTopics.Matches(filter, topic) && Array.IndexOf(exact, link) < 0 && wild?.Contains(link) is not true) (wild ??= [.. exact]).Add(link);
            }

            return wild is null ? exact : wild;
        }
    }
}
