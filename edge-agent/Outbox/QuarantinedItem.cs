using Google.Protobuf;
using Tongtang.Protocol.V1;

namespace Tongtang.EdgeAgent.Outbox;

/// <summary>An item that the hub has refused three times, with the reason it gave last.</summary>
internal sealed record QuarantinedItem(long Id, ItemClass ItemClass, Item Item, string Code, string Message)
{
    /// <summary>For a person to send to whoever can explain it: the item as JSON (protobuf's mapping) with class and reason.</summary>
    public string Export() =>
        $$"""{"itemClass": "{{ItemClasses.FolderName(ItemClass)}}", "errorCode": {{System.Text.Json.JsonSerializer.Serialize(Code)}}, "errorMessage": {{System.Text.Json.JsonSerializer.Serialize(Message)}}, "item": {{JsonFormatter.Default.Format(Item)}}}""";
}
