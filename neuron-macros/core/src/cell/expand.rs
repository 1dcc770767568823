//! The Rust that a cell becomes: a struct of its parameters, what it consists of, its handles, and itself as a network of
//! one neuron.

use super::model::{Compartment, Join, Model, Nernst, Part, Reversal, valence};
use crate::items::{Setting, Value, lower};
use crate::mechanism::literal::{float, in_own_unit, path, text};
use crate::unit::{Dimension, Quantity};
use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::Path;
use syn::spanned::Spanned;

/// The whole expansion.
pub fn expand(model: &Model) -> TokenStream {
    let single = model.compartments.len() == 1 && model.compartments[0].ident.is_none();
    let compartments: Vec<Written<'_>> = model.compartments.iter().map(|c| Written::new(model, c)).collect();
    let structures = compartments.iter().map(|written| written.aliases());
    let bodies: TokenStream = if single {
        single_cell(model, &compartments[0])
    } else {
        let parts: TokenStream = compartments.iter().map(|written| written.standalone(model)).collect();
        let whole = several_compartments(model, &compartments);
        quote!(#parts #whole)
    };
    let network = as_network(model, &compartments, single);
    quote!(#(#structures)* #bodies #network)
}

/// A parameter that belongs to the cell or compartment itself.
struct Own {
    /// Field of the struct.
    field: Ident,
    /// Name in paths.
    name: String,
    /// Name of the handle.
    handle: Ident,
    value: f64,
    unit: String,
    factor: f64,
    dimension: Dimension,
    minimum: Option<f64>,
    doc: String,
}

impl Own {
    fn new(field: &str, name: &str, quantity: &Quantity, minimum: Option<f64>, doc: &str) -> Self {
        let (value, factor, unit) = in_own_unit(quantity);
        Own {
            field: format_ident!("{field}"),
            name: name.to_owned(),
            handle: format_ident!("{}", if name == "v" { "v_start" } else { field }),
            value,
            unit,
            factor,
            dimension: quantity.dimension,
            minimum,
            doc: doc.to_owned(),
        }
    }

    /// Its value in internal units, from `self`.
    fn internal(&self) -> TokenStream {
        let field = &self.field;
        if self.factor == 1.0 {
            return quote!(self.#field);
        }
        let factor = float(self.factor);
        quote!(self.#field * #factor)
    }

    fn info(&self) -> TokenStream {
        let info = path("ParameterInfo");
        let (name, unit, factor, value) = (&self.name, &self.unit, float(self.factor), float(self.value));
        let exponents = self.dimension.integer_exponents().unwrap_or_default();
        let exponents = exponents.iter().map(|e| Literal::i8_unsuffixed(*e));
        let minimum = match self.minimum {
            Some(minimum) => {
                let minimum = float(minimum);
                quote!(::core::option::Option::Some(#minimum))
            }
            None => quote!(::core::option::Option::None),
        };
        quote! {
            #info {
                name: #name,
                unit: #unit,
                factor: #factor,
                dimension: [#(#exponents),*],
                default: ::core::option::Option::Some(#value),
                minimum: #minimum,
                maximum: ::core::option::Option::None,
            }
        }
    }

    fn field_declaration(&self) -> TokenStream {
        let field = &self.field;
        let doc = match self.unit.as_str() {
            "" => format!(" {}.", self.doc),
            unit => format!(" {}, {unit}.", self.doc),
        };
        quote!(#[doc = #doc] pub #field: T)
    }
}

/// A zero in a unit.
fn none(dimension: Dimension, unit: &str) -> Quantity {
    Quantity {
        value: 0.0,
        dimension,
        unit: Some(unit.to_owned()),
        absolute_temperature: false,
        span: Span::call_site(),
    }
}

/// A compartment with what its expansion needs.
struct Written<'a> {
    compartment: &'a Compartment,
    /// Its struct: the cell's own, or one of its own.
    ident: Ident,
    own: Vec<Own>,
    ions: Vec<Ident>,
    prefix: String,
    cell: String,
    temperature: bool,
    complete: bool,
}

impl<'a> Written<'a> {
    fn new(model: &Model, compartment: &'a Compartment) -> Self {
        let ident = match &compartment.ident {
            Some(name) => format_ident!("{}{}", model.ident, camel(&name.to_string()), span = name.span()),
            None => model.ident.clone(),
        };
        Written {
            compartment,
            prefix: ident.to_string(),
            ident,
            own: own_parameters(compartment),
            ions: compartment.ion_names(),
            cell: model.ident.to_string(),
            temperature: model.temperature.is_some(),
            complete: model.complete,
        }
    }

    fn parts(&self) -> impl Iterator<Item = &'a Part> {
        self.compartment.pools.iter().chain(&self.compartment.channels)
    }

    /// Each path of the user's stands once in an expansion, so that a wrong one is one error.
    fn alias(&self, part: &Part) -> Ident {
        format_ident!("{}_{}_Type", self.prefix, part.name, span = part.path.span())
    }

    fn aliases(&self) -> TokenStream {
        self.parts()
            .map(|part| {
                let (alias, path, number) = (self.alias(part), &part.path, number_type(&part.path));
                quote! {
                    #[doc(hidden)]
                    #[allow(non_camel_case_types, dead_code)]
                    type #alias<__T> = #path #number;
                }
            })
            .collect()
    }

    fn fields(&self) -> TokenStream {
        let own = self.own.iter().map(Own::field_declaration);
        let parts = self.parts().map(|part| {
            let (name, alias) = (&part.name, self.alias(part));
            let doc = format!(" `{}`.", part.path.to_token_stream().to_string().replace(' ', ""));
            quote!(#[doc = #doc] pub #name: #alias<T>)
        });
        quote!(#(#own,)* #(#parts,)*)
    }

    /// Statements that make the parts, and the fields of a struct literal over `f64`.
    fn defaults(&self) -> (TokenStream, TokenStream) {
        let settings = self.parts().map(|part| {
            let (name, alias) = (local(&part.name), self.alias(part));
            let info = mechanism_info(&alias);
            let lines = part.settings.iter().map(|setting| set_constant(&name, &setting_constant(setting, &info)));
            let mutable = (!part.settings.is_empty()).then(|| quote!(mut));
            quote!(let #mutable #name = <#alias<f64> as ::core::default::Default>::default(); #(#lines)*)
        });
        let own = self.own.iter().map(|own| {
            let (field, value) = (&own.field, float(own.value));
            quote!(#field: #value)
        });
        let parts = self.parts().map(|part| {
            let (name, value) = (&part.name, local(&part.name));
            quote!(#name: #value)
        });
        (quote!(#(#settings)*), quote!(#(#own,)* #(#parts,)*))
    }

    /// Visits of every parameter, own first: by shared reference, by mutable reference, and converted.
    fn visits(&self) -> (TokenStream, TokenStream, TokenStream) {
        let parameters = path("Parameters");
        let fields: Vec<&Ident> = self.own.iter().map(|own| &own.field).collect();
        let parts: Vec<&Ident> = self.parts().map(|part| &part.name).collect();
        (
            quote!(#(visit(&self.#fields);)* #(#parameters::each(&self.#parts, visit);)*),
            quote!(#(visit(&mut self.#fields);)* #(#parameters::each_mut(&mut self.#parts, visit);)*),
            quote!(#(#fields: convert(&self.#fields),)* #(#parts: #parameters::map(&self.#parts, convert),)*),
        )
    }

    fn info(&self) -> TokenStream {
        let info = path("CompartmentInfo");
        let name = self.compartment.ident.as_ref().map(Ident::to_string).unwrap_or_default();
        let own = self.own.iter().map(Own::info);
        let part_info = |part: &Part, pool: bool| {
            let (info, name) = (mechanism_info(&self.alias(part)), part.name.to_string());
            let concentration = if pool { name.to_lowercase() } else { String::new() };
            let part = path("PartInfo");
            quote! {
                #part {
                    name: #name,
                    concentration: #concentration,
                    mechanism: #info,
                }
            }
        };
        let pools = self.compartment.pools.iter().map(|part| part_info(part, true));
        let channels = self.compartment.channels.iter().map(|part| part_info(part, false));
        quote! {
            #info { name: #name, parameters: &[#(#own),*], pools: &[#(#pools),*], channels: &[#(#channels),*] }
        }
    }

    /// Constants and the implementation of `Compartment`, inside a block of their own.
    fn implementation(&self) -> TokenStream {
        let ident = &self.ident;
        let per_area = self.compartment.per_area();
        let describe = path("Describe");
        let wiring = path("Wiring");
        let (ions, reversal, concentrations) = self.sites();
        let cell = &self.cell;
        let temperature = self.temperature;
        let complete = self.complete;
        let mut constants = TokenStream::new();
        let mut calls = [TokenStream::new(), TokenStream::new()];
        for (k, part) in self.parts().enumerate() {
            let is_pool = k < self.compartment.pools.len();
            let alias = self.alias(part);
            let constant = format_ident!("WIRING_{}", k);
            let span = part.path.span();
            let name = part.name.to_string();
            let check = if is_pool { quote_spanned!(span=> wire_pool) } else { quote_spanned!(span=> wire_channel) };
            let call = quote_spanned! {span=>
                ::neuron_runtime::private::check::#check(&<#alias<f64> as #describe>::INFO, #name, &SITE)
            };
            constants.extend(quote!(const #constant: #wiring = #call;));
            let here = span.resolved_at(Span::call_site());
            let field = Ident::new(&part.name.to_string(), here);
            calls[usize::from(!is_pool)].extend(quote_spanned!(here=> visitor.mechanism(&self.#field, &#constant);));
        }
        let exps = self.compartment.channels.iter().map(|part| {
            let alias = self.alias(part);
            quote_spanned!(alias.span()=> <#alias<f64> as #describe>::EXPS)
        });
        let states = self.parts().map(|part| {
            let alias = self.alias(part);
            quote_spanned!(alias.span()=> <#alias<f64> as #describe>::STATES)
        });
        let fed: TokenStream = self.compartment.pools.iter().map(|pool| self.fed(pool)).collect();
        let [pools, channels] = calls;
        let (surroundings, membrane) = (self.surroundings(), self.membrane());
        let (ion_count, concentration_count) =
            (Literal::usize_unsuffixed(ions.len()), Literal::usize_unsuffixed(concentrations.len()));
        let (compartment, scalar, visit) = (path("Compartment"), path("Scalar"), path("VisitMechanisms"));
        let site = path("check");
        quote! {
            const SITE: #site::Site = #site::Site {
                cell: #cell,
                per_area: #per_area,
                temperature: #temperature,
                ions: &[#(#ions),*],
                reversal: &[#(#reversal),*],
                concentrations: &[#(#concentrations),*],
                complete: #complete,
            };
            #constants
            #fed
            const EXPS: usize = 0 #(+ #exps)*;
            const STATES: usize = 1 #(+ #states)*;

            #[automatically_derived]
            #[allow(non_snake_case, unused_variables)]
            impl<T: #scalar> #compartment<T> for #ident<T> {
                const STATES: usize = STATES;
                const EXPS: usize = EXPS;
                type Exps = [T; ::neuron_runtime::private::padded(EXPS)];
                type Ions = [T; #ion_count];
                type Concentrations = [T; #concentration_count];

                #[inline(always)]
                fn membrane(&self, celsius: T) -> ::neuron_runtime::private::Membrane<T> {
                    #membrane
                }

                #[inline(always)]
                fn surroundings(&self, celsius: T, y: &[T], reversal: &mut [T], concentrations: &mut [T]) {
                    #surroundings
                }

                #[inline(always)]
                fn pools<V: #visit<T>>(&self, visitor: &mut V) {
                    #pools
                }

                #[inline(always)]
                fn channels<V: #visit<T>>(&self, visitor: &mut V) {
                    #channels
                }
            }
        }
    }

    /// A pool has a channel that feeds it.
    fn fed(&self, pool: &Part) -> TokenStream {
        let span = pool.name.span();
        let name = pool.name.to_string();
        let ions = self.compartment.channels.iter().map(|part| {
            let alias = self.alias(part);
            mechanism_info(&alias)
        });
        let info = mechanism_info(&self.alias(pool));
        let call = quote_spanned! {span=>
            ::neuron_runtime::private::check::pool_is_fed(
                #info, #name, &[#(#ions),*], &SITE,
            )
        };
        quote!(const _: () = #call;)
    }

    /// Ions, whether each has a reversal potential, and the concentrations that can be read.
    fn sites(&self) -> (Vec<String>, Vec<bool>, Vec<String>) {
        let mut concentrations = Vec::new();
        let mut reversal = Vec::new();
        for name in &self.ions {
            let lower = name.to_string().to_lowercase();
            let ion = self.compartment.ions.iter().find(|ion| ion.ident == *name);
            let pool = self.compartment.pools.iter().any(|pool| pool.name == *name);
            let nernst = ion.and_then(|ion| match &ion.reversal {
                Reversal::Nernst(nernst) => Some(nernst),
                Reversal::Constant(_) => None,
            });
            if pool || nernst.is_some_and(|nernst| nernst.inside.is_some()) {
                concentrations.push(lower.clone());
            }
            if nernst.is_some() {
                concentrations.push(format!("{lower}_out"));
            }
            reversal.push(ion.is_some());
        }
        (self.ions.iter().map(Ident::to_string).collect(), reversal, concentrations)
    }

    fn own(&self, field: &str) -> TokenStream {
        match self.own.iter().find(|own| own.field == field) {
            Some(own) => own.internal(),
            None => quote!(T::zero()),
        }
    }

    fn membrane(&self) -> TokenStream {
        let (capacitance, inject, v) = (self.own("capacitance"), self.own("inject"), self.own("v"));
        let density = self.compartment.inject.as_ref().is_some_and(|i| i.dimension == Dimension::CURRENT_DENSITY);
        let injected = if density { quote!(#inject * area) } else { inject };
        let (area, capacitance) = if self.compartment.per_area() {
            (self.own("area"), quote!(#capacitance * area))
        } else {
            (quote!(T::one()), capacitance)
        };
        quote! {
            let area = #area;
            ::neuron_runtime::private::Membrane { capacitance: #capacitance, area, injected: #injected, celsius, v: #v }
        }
    }

    fn surroundings(&self) -> TokenStream {
        let mut lines = TokenStream::new();
        let mut slot = 0usize;
        // Pools' states follow V in their order.
        for (k, name) in self.ions.iter().enumerate() {
            let k = Literal::usize_unsuffixed(k);
            let ion = self.compartment.ions.iter().find(|ion| ion.ident == *name);
            let mut next = |value: TokenStream| {
                let at = Literal::usize_unsuffixed(slot);
                slot += 1;
                lines.extend(quote!(concentrations[#at] = #value;));
                at
            };
            let pool = self.compartment.pools.iter().position(|pool| pool.name == *name);
            let mut inside = pool.map(|pool| {
                let before = self.compartment.pools[..pool].iter().map(|part| {
                    let alias = self.alias(part);
                    quote_spanned!(alias.span()=> <#alias<f64> as ::neuron_runtime::private::Describe>::STATES)
                });
                let info = mechanism_info(&self.alias(&self.compartment.pools[pool]));
                let own = quote!(::neuron_runtime::private::check::concentration_state(#info));
                next(quote!(y[const { 1 #(+ #before)* + #own }]))
            });
            match ion.map(|ion| &ion.reversal) {
                Some(Reversal::Nernst(nernst)) => {
                    let field = |part: &str| self.own(&format!("{name}_{part}"));
                    if nernst.inside.is_some() {
                        inside = Some(next(field("inside")));
                    }
                    let outside = next(field("outside"));
                    let rt_f = match &nernst.rt_f {
                        Some(_) => field("rt_f"),
                        None => quote!(::neuron_runtime::private::ion::rt_over_f(celsius)),
                    };
                    let valence = float(nernst.valence.or(valence(&name.to_string())).unwrap_or(1.0));
                    lines.extend(quote! {
                        reversal[#k] = ::neuron_runtime::private::ion::nernst(
                            #rt_f, #valence, concentrations[#outside], concentrations[#inside],
                        );
                    });
                }
                Some(Reversal::Constant(_)) => {
                    let e = self.own(&format!("{name}_e"));
                    lines.extend(quote!(reversal[#k] = #e;));
                }
                None => {}
            }
        }
        lines
    }

    /// A struct of its own, for one of several compartments.
    fn standalone(&self, model: &Model) -> TokenStream {
        let (ident, visibility) = (&self.ident, &model.visibility);
        let fields = self.fields();
        let (statements, values) = self.defaults();
        let (each, each_mut, map) = self.visits();
        let implementation = self.implementation();
        let (scalar, parameters) = (path("Scalar"), path("Parameters"));
        let doc = format!(" The {} of [`{}`].", text(self.compartment.ident.as_ref()), model.ident);
        let handles = self.handles(model);
        quote! {
            #[doc = #doc]
            #[derive(Clone, Debug, PartialEq)]
            #[allow(non_snake_case)]
            #visibility struct #ident<T = f64> { #fields }

            #handles

            #[doc(hidden)]
            const _: () = {
                #[automatically_derived]
                #[allow(non_snake_case)]
                impl ::core::default::Default for #ident<f64> {
                    fn default() -> Self {
                        #statements
                        #ident { #values }
                    }
                }

                #[automatically_derived]
                impl<T: #scalar> #parameters<T> for #ident<T> {
                    type With<U: #scalar> = #ident<U>;

                    fn each(&self, visit: &mut dyn FnMut(&T)) { #each }

                    fn each_mut(&mut self, visit: &mut dyn FnMut(&mut T)) { #each_mut }

                    fn map<U: #scalar>(&self, convert: &mut dyn FnMut(&T) -> U) -> #ident<U> {
                        #ident { #map }
                    }
                }

                #implementation
            };
        }
    }

    fn handles_ident(&self) -> Ident {
        format_ident!("{}Handles", self.ident)
    }

    /// Fields of the handles, statements that find their places from `next`, and values.
    fn handle_fields(&self) -> (TokenStream, TokenStream, TokenStream, TokenStream) {
        let (parameter, state) = (path("Parameter"), path("State"));
        let (mut fields, mut places, mut values) = (TokenStream::new(), TokenStream::new(), TokenStream::new());
        fields.extend(quote!(#[doc = " Membrane potential, mV."] pub v: #state<N>,));
        values.extend(quote!(v: own.state(0),));
        for (k, own) in self.own.iter().enumerate().filter(|(_, own)| !own.name.contains('.')) {
            let (handle, k) = (&own.handle, Literal::usize_unsuffixed(k));
            let doc = format!(" {}.", own.doc);
            fields.extend(quote!(#[doc = #doc] pub #handle: #parameter<N>,));
            values.extend(quote!(#handle: own.parameter(#k),));
        }
        let count = Literal::usize_unsuffixed(self.own.len());
        places.extend(quote!(let next = own.after(1, #count, 0);));
        for (k, part) in self.parts().enumerate() {
            let is_pool = k < self.compartment.pools.len();
            let (alias, place) = (self.alias(part), format_ident!("place_{}", k));
            let channels = Literal::usize_unsuffixed(usize::from(!is_pool));
            let describe = quote_spanned!(alias.span()=> <#alias<f64> as ::neuron_runtime::private::Describe>);
            places.extend(quote! {
                let #place = next;
                let next = next.after(#describe::STATES, #describe::PARAMETERS, #channels);
            });
            if is_pool {
                let concentration = lower(&part.name);
                let doc = format!(" Concentration of {} inside, µM.", part.name);
                fields.extend(quote!(#[doc = #doc] pub #concentration: #state<N>,));
                let info = quote!(&#describe::INFO);
                values.extend(quote! {
                    #concentration: #place.state(::neuron_runtime::private::check::concentration_state(#info)),
                });
            } else if !self.ions.contains(&part.name) {
                let name = &part.name;
                let doc = format!(" Handles of the channel `{name}`.");
                fields.extend(quote! {
                    #[doc = #doc] pub #name: <#alias<f64> as ::neuron_runtime::private::Handled>::Handles<N>,
                });
                values.extend(quote!(#name: #alias::<f64>::handles(#place),));
            }
        }
        let mut ions = TokenStream::new();
        for ion in &self.ions {
            let (handles, value, structure) = self.ion_handles(ion);
            let doc = format!(" Handles of the ion {ion}.");
            fields.extend(quote!(#[doc = #doc] pub #ion: #handles<N>,));
            values.extend(quote!(#ion: #value,));
            ions.extend(structure);
        }
        (fields, places, values, ions)
    }

    /// The handles of an ion: its type, its value and its declaration.
    fn ion_handles(&self, ion: &Ident) -> (Ident, TokenStream, TokenStream) {
        let name = format_ident!("{}{}IonHandles", self.prefix, ion);
        let prefix = format!("{ion}.");
        let (mut fields, mut values) = (TokenStream::new(), TokenStream::new());
        for (k, own) in self.own.iter().enumerate() {
            if let Some(part) = own.name.strip_prefix(&prefix) {
                let (part, k) = (format_ident!("{part}"), Literal::usize_unsuffixed(k));
                let doc = format!(" {}.", own.doc);
                fields.extend(quote!(#[doc = #doc] pub #part: ::neuron_runtime::private::Parameter<N>,));
                values.extend(quote!(#part: own.parameter(#k),));
            }
        }
        // The pool of the ion, or a channel of its name, is found through the ion.
        let mut deref = TokenStream::new();
        if let Some((k, part)) = self.parts().enumerate().find(|(_, part)| part.name == *ion) {
            let (alias, place) = (self.alias(part), format_ident!("place_{}", k));
            let handles = quote!(<#alias<f64> as ::neuron_runtime::private::Handled>::Handles<N>);
            let what = if k < self.compartment.pools.len() { "pool" } else { "channel" };
            let (field, doc) = (format_ident!("{what}"), format!(" Handles of the {what} `{ion}`."));
            fields.extend(quote!(#[doc = #doc] pub #field: #handles,));
            values.extend(quote!(#field: #alias::<f64>::handles(#place),));
            deref = quote! {
                #[automatically_derived]
                impl<N> ::core::ops::Deref for #name<N> {
                    type Target = #handles;

                    fn deref(&self) -> &Self::Target {
                        &self.#field
                    }
                }
            };
        }
        let doc = format!(" Handles of the ion {ion} in the network `N`.");
        let copy = copy(&name);
        let structure = quote! {
            #copy

            #[doc = #doc]
            #[allow(non_snake_case)]
            pub struct #name<N> {
                #fields
                #[doc(hidden)]
                pub network: ::core::marker::PhantomData<N>,
            }

            #deref
        };
        let value = quote!(#name { #values network: ::core::marker::PhantomData });
        (name, value, structure)
    }

    /// Handles of one of several compartments.
    fn handles(&self, model: &Model) -> TokenStream {
        let (name, ident, visibility) = (self.handles_ident(), &self.ident, &model.visibility);
        let (fields, places, values, ions) = self.handle_fields();
        let doc = format!(" Handles of [`{ident}`] in the network `N`.");
        let copy = copy(&name);
        quote! {
            #ions
            #copy

            #[doc = #doc]
            #[allow(non_snake_case)]
            #visibility struct #name<N> { #fields }

            #[automatically_derived]
            impl #ident<f64> {
                #[doc(hidden)]
                #[allow(unused_variables)]
                pub const fn handles<N>(own: ::neuron_runtime::private::Place) -> #name<N> {
                    #places
                    #name { #values }
                }
            }
        }
    }
}

/// `soma` as `Soma`, `axon_hillock` as `AxonHillock`.
fn camel(name: &str) -> String {
    let mut up = true;
    name.chars()
        .filter_map(|c| match (c, up) {
            ('_', _) => {
                up = true;
                None
            }
            (c, true) => {
                up = false;
                Some(c.to_ascii_uppercase())
            }
            (c, false) => Some(c),
        })
        .collect()
}

fn own_parameters(compartment: &Compartment) -> Vec<Own> {
    let mut own = Vec::new();
    let mut add = |field: &str, name: &str, value: &Option<Quantity>, minimum: Option<f64>, doc: &str| {
        if let Some(value) = value {
            own.push(Own::new(field, name, value, minimum, doc));
        }
    };
    add("capacitance", "capacitance", &compartment.capacitance, Some(0.0), "Capacitance");
    add("area", "area", &compartment.area, Some(0.0), "Area");
    add("v", "v", &compartment.v, None, "Membrane potential at the start");
    let inject = compartment.inject.clone().unwrap_or_else(|| none(Dimension::CURRENT, "nA"));
    add("inject", "inject", &Some(inject), None, "Injected current");
    for ion in &compartment.ions {
        let name = &ion.ident;
        match &ion.reversal {
            Reversal::Constant(e) => add(
                &format!("{name}_e"),
                &format!("{name}.e"),
                &Some(e.clone()),
                None,
                &format!("Reversal potential of {name}"),
            ),
            Reversal::Nernst(Nernst { outside, inside, rt_f, .. }) => {
                let concentration = |side: &str| format!("Concentration of {name} {side}");
                let parts = [
                    ("outside", outside, Some(0.0), concentration("outside")),
                    ("inside", inside, Some(0.0), concentration("inside")),
                    ("rt_f", rt_f, None, format!("RT/F in the Nernst potential of {name}")),
                ];
                for (part, value, minimum, doc) in parts {
                    add(&format!("{name}_{part}"), &format!("{name}.{part}"), value, minimum, &doc);
                }
            }
        }
    }
    own
}

/// The number type given to the user's type, at whose path it is an error if that takes none.
pub fn number_type(path: &Path) -> TokenStream {
    quote_spanned!(path.span().resolved_at(Span::call_site())=> <__T>)
}

/// What the mechanism of that alias says about itself, asked for at the user's path.
pub fn mechanism_info(alias: &Ident) -> TokenStream {
    quote_spanned!(alias.span()=> &<#alias<f64> as ::neuron_runtime::private::Describe>::INFO)
}

/// Handles are constants to take apart, so they are copied like the indices that they are.
pub fn copy(handles: &Ident) -> TokenStream {
    quote! {
        #[automatically_derived]
        impl<N> ::core::clone::Clone for #handles<N> {
            fn clone(&self) -> Self { *self }
        }

        #[automatically_derived]
        impl<N> ::core::marker::Copy for #handles<N> {}
    }
}

/// A local variable of the expansion's own for a part of that name.
fn local(name: &Ident) -> Ident {
    Ident::new(&format!("own_{name}"), Span::mixed_site())
}

/// The statement that sets a parameter of the local variable `target` to what a constant says. The constant is an item,
/// for a constant block within a function is looked at only where the function is compiled, not by `cargo check`.
fn set_constant(target: &Ident, constant: &TokenStream) -> TokenStream {
    quote! {{
        const SETTING: ::neuron_runtime::private::check::Setting = #constant;
        ::neuron_runtime::private::Parameters::set_parameter(&mut #target, SETTING.index, SETTING.value);
    }}
}

/// The constant that finds a parameter by name and converts its value, checked at the user's token.
pub fn setting_constant(setting: &Setting, info: &TokenStream) -> TokenStream {
    let Value::One(value) = &setting.value else { return quote!(compile_error!("a single value")) };
    setting_value(setting, value, info)
}

/// The same for one of several values.
fn setting_value(setting: &Setting, value: &Quantity, info: &TokenStream) -> TokenStream {
    let (name, given) = (setting.name(), given(value));
    quote_spanned!(setting.span()=> ::neuron_runtime::private::check::setting(#info, #name, #given))
}

/// A value as the checks take it.
pub fn given(value: &Quantity) -> TokenStream {
    let (number, words) = (float(value.value), value.dimension.words());
    let exponents = value.dimension.integer_exponents().unwrap_or_default();
    let exponents = exponents.iter().map(|e| Literal::i8_unsuffixed(*e));
    quote! {
        ::neuron_runtime::private::check::Given { value: #number, dimension: [#(#exponents),*], words: #words }
    }
}

/// Parameters of the cell as a whole: its temperature, then its couplings.
fn cell_parameters(model: &Model) -> Vec<Own> {
    let mut own = Vec::new();
    if let Some(temperature) = &model.temperature {
        own.push(Own::new("temperature", "temperature", temperature, Some(-273.15), "Temperature"));
    }
    for join in &model.joins {
        let name = join_name(join);
        let doc = format!("Conductance between {} and {}", join.from, join.to);
        own.push(Own::new(&name, &name, &join.conductance, Some(0.0), &doc));
    }
    own
}

fn join_name(join: &Join) -> String {
    format!("{}_{}", join.from, join.to)
}

fn cell_info(model: &Model, compartments: &[Written<'_>]) -> TokenStream {
    let (ident, name, complete) = (&model.ident, model.ident.to_string(), model.complete);
    let own = cell_parameters(model);
    let own = own.iter().map(Own::info);
    let compartments = compartments.iter().map(Written::info);
    let (describe, info) = (path("DescribeCell"), path("CellInfo"));
    quote! {
        #[automatically_derived]
        impl<T> #describe for #ident<T> {
            const INFO: #info = #info {
                name: #name,
                parameters: &[#(#own),*],
                compartments: &[#(#compartments),*],
                complete: #complete,
            };
        }
    }
}

/// The struct, its parameters and its handles, alike for one compartment and several: `fields`, `statements` and `values`
/// are what compartments add.
struct Body {
    fields: TokenStream,
    statements: TokenStream,
    values: TokenStream,
    each: TokenStream,
    each_mut: TokenStream,
    map: TokenStream,
    compartments: TokenStream,
    joins: TokenStream,
    handle_fields: TokenStream,
    handle_places: TokenStream,
    handle_values: TokenStream,
    implementation: TokenStream,
}

fn cell(model: &Model, compartments: &[Written<'_>], body: Body) -> TokenStream {
    let Model { docs, visibility, ident, .. } = model;
    let own = cell_parameters(model);
    let own_fields = own.iter().map(Own::field_declaration);
    let own_names: Vec<&Ident> = own.iter().map(|own| &own.field).collect();
    let own_values = own.iter().map(|own| {
        let (field, value) = (&own.field, float(own.value));
        quote!(#field: #value)
    });
    let info = cell_info(model, compartments);
    let Body { fields, statements, values, each, each_mut, map, compartments: visited, joins, .. } = &body;
    let Body { handle_fields, handle_places, handle_values, implementation, .. } = &body;
    let celsius = if model.temperature.is_some() { quote!(self.temperature) } else { quote!(T::zero()) };
    let handles = format_ident!("{}Handles", ident);
    let handles_doc = format!(" Handles of [`{ident}`] in the network `N`.");
    let own_handles = own.iter().enumerate().map(|(k, own)| {
        let (handle, k, doc) = (&own.handle, Literal::usize_unsuffixed(k), format!(" {}.", own.doc));
        (
            quote!(#[doc = #doc] pub #handle: ::neuron_runtime::private::Parameter<N>,),
            quote!(#handle: place.parameter(#k),),
        )
    });
    let (own_handle_fields, own_handle_values): (Vec<_>, Vec<_>) = own_handles.unzip();
    let own_count = Literal::usize_unsuffixed(own.len());
    let (scalar, parameters, cell_trait, place) = (path("Scalar"), path("Parameters"), path("Cell"), path("Place"));
    let visit = path("VisitCompartments");
    let copy = copy(&handles);
    quote! {
        #copy

        #(#docs)*
        #[derive(Clone, Debug, PartialEq)]
        #[allow(non_snake_case)]
        #visibility struct #ident<T = f64> { #(#own_fields,)* #fields }

        #[doc = #handles_doc]
        #[allow(non_snake_case)]
        #visibility struct #handles<N> {
            __place: #place,
            #(#own_handle_fields)*
            #handle_fields
        }

        #[automatically_derived]
        impl<N> #handles<N> {
            /// The handles of one neuron of the array.
            ///
            /// # Panics
            /// Past the end of the array.
            #[track_caller]
            pub const fn at(&self, index: usize) -> Self {
                #ident::handles(#place::of(self.__place.origin.at(index)))
            }
        }

        #[automatically_derived]
        impl #ident<f64> {
            #[doc(hidden)]
            #[allow(unused_variables)]
            pub const fn handles<N>(place: #place) -> #handles<N> {
                let own = place.after(0, #own_count, 0);
                #handle_places
                #handles { __place: place, #(#own_handle_values)* #handle_values }
            }
        }

        #[doc(hidden)]
        const _: () = {
            #info

            #[automatically_derived]
            #[allow(non_snake_case)]
            impl ::core::default::Default for #ident<f64> {
                fn default() -> Self {
                    #statements
                    #ident { #(#own_values,)* #values }
                }
            }

            #[automatically_derived]
            impl<T> ::neuron_runtime::private::Handled for #ident<T> {
                type Handles<N> = #handles<N>;
            }

            #[automatically_derived]
            impl<T: #scalar> #parameters<T> for #ident<T> {
                type With<U: #scalar> = #ident<U>;

                fn each(&self, visit: &mut dyn FnMut(&T)) { #(visit(&self.#own_names);)* #each }

                fn each_mut(&mut self, visit: &mut dyn FnMut(&mut T)) { #(visit(&mut self.#own_names);)* #each_mut }

                fn map<U: #scalar>(&self, convert: &mut dyn FnMut(&T) -> U) -> #ident<U> {
                    #ident { #(#own_names: convert(&self.#own_names),)* #map }
                }
            }

            const CELL_STATES: usize = <#ident<f64> as ::neuron_runtime::private::DescribeCell>::INFO.states();

            #[automatically_derived]
            impl<T: #scalar> #cell_trait<T> for #ident<T> {
                type States = [T; CELL_STATES];

                #[inline(always)]
                fn celsius(&self) -> T { #celsius }

                #[inline(always)]
                fn compartments<V: #visit<T>>(&self, visitor: &mut V) { #visited }

                #[inline(always)]
                #[allow(unused_mut, unused_variables)]
                fn joins(&self, mut join: impl FnMut(usize, usize, T)) { #joins }
            }

            #implementation
        };
    }
}

fn single_cell(model: &Model, written: &Written<'_>) -> TokenStream {
    let (statements, values) = written.defaults();
    let (each, each_mut, map) = written.visits();
    let (handle_fields, handle_places, handle_values, ions) = written.handle_fields();
    let body = cell(
        model,
        std::slice::from_ref(written),
        Body {
            fields: written.fields(),
            statements,
            values,
            each,
            each_mut,
            map,
            compartments: quote!(visitor.compartment(self);),
            joins: TokenStream::new(),
            handle_fields,
            handle_places,
            handle_values,
            implementation: written.implementation(),
        },
    );
    quote!(#ions #body)
}

fn several_compartments(model: &Model, compartments: &[Written<'_>]) -> TokenStream {
    let parameters = path("Parameters");
    let names: Vec<&Ident> = compartments.iter().filter_map(|c| c.compartment.ident.as_ref()).collect();
    let types: Vec<&Ident> = compartments.iter().map(|c| &c.ident).collect();
    let handle_types: Vec<Ident> = compartments.iter().map(Written::handles_ident).collect();
    let cell_ident = &model.ident;
    let info = quote!(<#cell_ident<f64> as ::neuron_runtime::private::DescribeCell>::INFO);
    let per_area = model.compartments.iter().all(Compartment::per_area);
    let begin = |name: &Ident| {
        let k = model.compartments.iter().position(|c| c.ident.as_ref() == Some(name)).unwrap_or(0);
        let before = (0..k).map(|j| {
            let j = Literal::usize_unsuffixed(j);
            quote!(#info.compartments[#j].states())
        });
        quote!(const { 0 #(+ #before)* })
    };
    let areas = compartments.iter().filter_map(|c| {
        let name = c.compartment.ident.as_ref()?;
        let own = c.own.iter().find(|own| own.field == "area")?;
        let factor = float(own.factor);
        Some(quote!(self.#name.area * #factor))
    });
    let area = if per_area { quote!(let area = T::zero() #(+ #areas)*;) } else { TokenStream::new() };
    let own = cell_parameters(model);
    let joins = model.joins.iter().map(|join| {
        let name = join_name(join);
        let g = own.iter().find(|own| own.name == name).map(Own::internal);
        let per_area = join.conductance.dimension == Dimension::CONDUCTANCE_DENSITY;
        let g = if per_area { quote!(#g * area) } else { quote!(#g) };
        let (from, to) = (begin(&join.from), begin(&join.to));
        quote!(join(#from, #to, #g);)
    });
    let docs = names.iter().map(|name| format!(" The {name}."));
    let places_of: Vec<Ident> = names.iter().map(|name| local(name)).collect();
    let handle_docs = names.iter().map(|name| format!(" Handles of the {name}."));
    let places = names.iter().enumerate().map(|(k, name)| {
        let k = Literal::usize_unsuffixed(k);
        let (compartment, begin) = (quote!(#info.compartments[#k]), local(name));
        quote! {
            let #begin = own;
            let own = own.after(#compartment.states(), #compartment.parameter_count(), #compartment.channels.len());
        }
    });
    cell(
        model,
        compartments,
        Body {
            fields: quote!(#(#[doc = #docs] pub #names: #types<T>,)*),
            statements: TokenStream::new(),
            values: quote!(#(#names: <#types<f64> as ::core::default::Default>::default(),)*),
            each: quote!(#(#parameters::each(&self.#names, visit);)*),
            each_mut: quote!(#(#parameters::each_mut(&mut self.#names, visit);)*),
            map: quote!(#(#names: #parameters::map(&self.#names, convert),)*),
            compartments: quote!(#(visitor.compartment(&self.#names);)*),
            joins: quote!(#area #(#joins)*),
            handle_fields: quote!(#(#[doc = #handle_docs] pub #names: #handle_types<N>,)*),
            handle_places: quote!(#(#places)*),
            handle_values: quote!(#(#names: #types::handles(#places_of),)*),
            implementation: TokenStream::new(),
        },
    )
}

/// A cell alone is a network of one neuron, with constants for its handles.
fn as_network(model: &Model, compartments: &[Written<'_>], single: bool) -> TokenStream {
    let (ident, name) = (&model.ident, model.ident.to_string());
    let handles = format_ident!("{}Handles", ident);
    let mut constants: Vec<(Ident, TokenStream)> = Vec::new();
    let (parameter, state) =
        (quote!(::neuron_runtime::private::Parameter<Self>), quote!(::neuron_runtime::private::State<Self>));
    constants.extend(cell_parameters(model).into_iter().map(|own| (own.handle, parameter.clone())));
    if single {
        let written = &compartments[0];
        constants.push((format_ident!("v"), state.clone()));
        let own = written.own.iter().filter(|own| !own.name.contains('.'));
        constants.extend(own.map(|own| (own.handle.clone(), parameter.clone())));
        for (k, part) in written.parts().enumerate() {
            if k < written.compartment.pools.len() {
                constants.push((lower(&part.name), state.clone()));
            } else if !written.ions.contains(&part.name) {
                let alias = written.alias(part);
                let ty = quote!(<#alias<f64> as ::neuron_runtime::private::Handled>::Handles<Self>);
                constants.push((part.name.clone(), ty));
            }
        }
        for ion in &written.ions {
            let (ion_handles, ..) = written.ion_handles(ion);
            constants.push((ion.clone(), quote!(#ion_handles<Self>)));
        }
    } else {
        for written in compartments {
            if let Some(name) = &written.compartment.ident {
                let ty = written.handles_ident();
                constants.push((name.clone(), quote!(#ty<Self>)));
            }
        }
    }
    let (names, types): (Vec<_>, Vec<_>) = constants.into_iter().unzip();
    let docs = names.iter().map(|name| format!(" Handle `{name}` of the cell alone."));
    let (scalar, network, place) = (path("Scalar"), path("Network"), path("Place"));
    quote! {
        #[automatically_derived]
        #[allow(non_upper_case_globals)]
        impl #ident<f64> {
            const ALONE: #handles<Self> = Self::handles(#place::of(::neuron_runtime::private::Origin {
                group: ::neuron_runtime::private::Group::Cells(0),
                element: ::core::option::Option::Some(0),
                len: 1,
            }));
            #(#[doc = #docs] pub const #names: #types = Self::ALONE.#names;)*
        }

        #[automatically_derived]
        impl<T> ::neuron_runtime::private::DescribeNetwork for #ident<T> {
            const INFO: ::neuron_runtime::private::NetworkInfo = ::neuron_runtime::private::NetworkInfo {
                name: #name,
                cells: &[::neuron_runtime::private::CellsInfo {
                    cell: &<#ident<f64> as ::neuron_runtime::private::DescribeCell>::INFO,
                    names: &[""],
                    array: false,
                }],
                synapses: &[],
            };
        }

        #[automatically_derived]
        impl<T: #scalar> #network<T> for #ident<T> {
            type Tag = #ident<f64>;
            type Neurons<R> = R;
            type With<U: #scalar> = #ident<U>;

            #[inline(always)]
            fn cells<V: ::neuron_runtime::private::VisitCells<T>>(&self, visitor: &mut V) {
                visitor.cells(::core::slice::from_ref(self));
            }

            #[inline(always)]
            fn synapses<V: ::neuron_runtime::private::VisitSynapses<T>>(&self, _: &mut V) {}

            fn groups_mut<V: ::neuron_runtime::private::VisitMut<T>>(&mut self, visitor: &mut V) {
                visitor.cells(::core::slice::from_mut(self));
            }

            fn neurons<R>(&self, next: &mut dyn FnMut() -> R) -> R {
                next()
            }

            fn each_neuron<'a, R>(neurons: &'a R, visit: &mut dyn FnMut(&'a R)) {
                visit(neurons);
            }

            fn map<U: #scalar>(&self, convert: &mut dyn FnMut(&T) -> U) -> #ident<U> {
                ::neuron_runtime::private::Parameters::map(self, convert)
            }
        }
    }
}
