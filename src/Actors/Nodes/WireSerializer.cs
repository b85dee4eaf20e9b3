using Akka.Actor;
using Akka.Configuration;
using Akka.Serialization;

namespace HtcondorActors.Actors.Nodes;

/// <summary>Akka.NET's serializer of <see cref="WireMessages"/>.</summary>
internal sealed class WireSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    public override int Identifier => 7151;

    public override string Manifest(object o) => WireMessages.ManifestOf(o);

    public override byte[] ToBinary(object obj) => WireMessages.Write(obj);

    public override object FromBinary(byte[] bytes, string manifest) => WireMessages.Read(bytes, manifest);

    /// <summary>
    /// Binds all messages to this serializer, and takes away those of Akka.NET's that create any type that the bytes name, or any actor.
    /// </summary>
    public static Config Hocon { get; } =
        ConfigurationFactory.ParseString(
            $$"""
            akka.actor {
              serializers {
                nodes = "{{typeof(WireSerializer).AssemblyQualifiedName}}"
                json = "{{typeof(RefusedSerializer).AssemblyQualifiedName}}"
                proto = "{{typeof(RefusedSerializer).AssemblyQualifiedName}}"
                daemon-create = "{{typeof(RefusedSerializer).AssemblyQualifiedName}}"
              }
              serialization-bindings {
            {{string.Join('\n', WireMessages.Types.Select(type => $"    \"{type.AssemblyQualifiedName}\" = nodes"))}}
              }
            }
            """
        );
}

/// <summary>Takes the place of a serializer that may create any type. It writes nothing and reads nothing.</summary>
internal sealed class RefusedSerializer(ExtendedActorSystem system) : Serializer(system)
{
    /// <summary>For a serializer that has settings.</summary>
    public RefusedSerializer(ExtendedActorSystem system, Config settings)
        : this(system) => _ = settings;

    public override int Identifier => 7152;

    public override bool IncludeManifest => false;

    public override byte[] ToBinary(object obj) =>
        throw new NotSupportedException($"{obj.GetType()} is not among the messages between nodes");

    public override object FromBinary(byte[] bytes, Type type) =>
        throw new NotSupportedException("a message that is not among those between nodes");
}
