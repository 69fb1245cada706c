using System.Globalization;
using System.Text;

namespace Tongtang.HubServer.Metrics;

/// <summary>Prometheus' text format 0.0.4. Pure: values in, text out.</summary>
internal sealed class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly StringBuilder _text = new();

    /// <param name="name">Without the prefix <c>tongtang_hub_</c>; a counter's name ends in <c>_total</c>.</param>
    /// <param name="type">counter or gauge.</param>
    /// <param name="help">One line.</param>
    /// <param name="series">Labels, as in <c>state="complete"</c>, and values.</param>
    public void Add(string name, string type, string help, params IEnumerable<(string Labels, double Value)> series)
    {
        _text.Append(CultureInfo.InvariantCulture, $"# HELP tongtang_hub_{name} {help}\n# TYPE tongtang_hub_{name} {type}\n");
        foreach (var (labels, value) in series)
            _text.Append(CultureInfo.InvariantCulture, $"tongtang_hub_{name}{(labels.Length == 0 ? "" : $"{{{labels}}}")} {value}\n");
    }

    public static string Label(string name, object? value) => $"{name}=\"{Escape(Convert.ToString(value, CultureInfo.InvariantCulture) ?? "")}\"";

    public override string ToString() => _text.ToString();

    private static string Escape(string value) => value
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("\"", "\\\"", StringComparison.Ordinal)
        .Replace("\n", "\\n", StringComparison.Ordinal);
}
